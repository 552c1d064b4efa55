using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CodeExec.Contracts.Executions;
using StackExchange.Redis;

namespace CodeExec.RunStore;

/// <summary>Sources, inputs and outputs of runs that are too large for a message, kept in Redis under <c>run:{id}:…</c>.</summary>
public sealed class RunPayloads(IConnectionMultiplexer redis)
{
    /// <summary>Largest JSON form of a text that travels inside a message, in bytes: 16 KiB.</summary>
    public const int InlineLimitBytes = 16 * 1024;

    /// <summary>
    /// How long content stays when nobody removes it: 26 hours, longer than a run may wait (24 h).
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(26);

    private readonly IDatabase _database = redis.GetDatabase();

    /// <summary>Wraps <paramref name="content"/> for a message; stores it when it is too large for one or is not UTF-8.</summary>
    /// <param name="executionId">The execution it belongs to.</param>
    /// <param name="name">What it is, unique within the execution: <c>source</c>, <c>files</c>, <c>stdin</c>, <c>1:stdout</c>.</param>
    /// <param name="content">The exact bytes.</param>
    /// <exception cref="RedisException">Redis did not take it.</exception>
    public async Task<Payload> WrapAsync(Guid executionId, string name, ReadOnlyMemory<byte> content)
    {
        var text = Encoding.UTF8.GetString(content.Span);
        var inline = JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length <= InlineLimitBytes;
        if (inline && Utf8.IsValid(content.Span))
        {
            return new Payload { Text = text, LengthBytes = content.Length };
        }

        var key = KeyOf(executionId, name);
        await _database.StringSetAsync(key, content, Lifetime);
        return new Payload { Text = inline ? text : null, Key = key, LengthBytes = content.Length };
    }

    /// <summary>Keeps a payload for <paramref name="lifetime"/> from now, instead of what was left.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public Task KeepAsync(Payload payload, TimeSpan lifetime) =>
        payload.Key is null ? Task.CompletedTask : _database.KeyExpireAsync(payload.Key, lifetime);

    /// <summary>Removes what a run was asked with, for it will not be asked for again. Not waited for: lost, it stays its time.</summary>
    public void ForgetInput(Guid executionId) =>
        _database.KeyDelete([KeyOf(executionId, "source"), KeyOf(executionId, "files"), KeyOf(executionId, "stdin")], CommandFlags.FireAndForget);

    /// <summary>The exact bytes of a payload.</summary>
    /// <returns>Null when they were kept by reference and are gone.</returns>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(Payload payload)
    {
        if (payload.Key is null)
        {
            return Encoding.UTF8.GetBytes(payload.Text ?? "");
        }

        var content = await _database.StringGetAsync(payload.Key);
        // As an array: a null of ReadOnlyMemory<byte> would be an empty one, and content that is gone is not empty.
        return (byte[]?)content is { } bytes ? bytes : (ReadOnlyMemory<byte>?)null;
    }

    private static string KeyOf(Guid executionId, string name) => $"run:{{{executionId:N}}}:{name}";
}
