using System.Text.Json;
using StackExchange.Redis;

namespace CodeExec.RunStore;

/// <summary>How much is waiting and stored, as ExecutionService says several times a second and whoever takes runs from clients asks.</summary>
public sealed class RunBacklog(IConnectionMultiplexer redis)
{
    // Old news refuses nobody: without an ExecutionService nothing is accepted anyway.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private static readonly RedisKey Key = "{runs}:backlog";

    private readonly IDatabase _database = redis.GetDatabase();

    /// <summary>Says how it is now.</summary>
    /// <exception cref="RedisException">Redis did not answer, or is full.</exception>
    public Task AnnounceAsync(BacklogStatus status) => _database.StringSetAsync(Key, JsonSerializer.SerializeToUtf8Bytes(status), Lifetime);

    /// <summary>How it was a moment ago.</summary>
    /// <returns>Null when nobody has said so lately.</returns>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<BacklogStatus?> FindAsync()
    {
        var json = await _database.StringGetAsync(Key);
        return json.IsNull ? null : JsonSerializer.Deserialize<BacklogStatus>((byte[])json!);
    }
}

/// <summary>What is waiting and stored, and how much of it there may be.</summary>
public sealed record BacklogStatus
{
    /// <summary>Executions that wait or run.</summary>
    public required long Unfinished { get; init; }

    /// <summary>How many may, before new ones are refused.</summary>
    public required long MaximumUnfinished { get; init; }

    /// <summary>Memory that the fullest Redis uses, in bytes: sources, inputs, outputs and sagas.</summary>
    public required long UsedBytes { get; init; }

    /// <summary>How much it may use, before new runs are refused, in bytes. Null when it has no bound.</summary>
    public long? BudgetBytes { get; init; }
}
