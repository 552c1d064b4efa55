using System.Text.Json;
using StackExchange.Redis;

namespace CodeExec.RunStore;

/// <summary>The runners alive now, and which languages they offer.</summary>
public sealed class RunnerRegistry(IConnectionMultiplexer redis)
{
    /// <summary>A runner that has said nothing for this long is taken as gone. Announce at least every third of it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly RedisKey Alive = "{runners}:alive";

    private readonly IDatabase _database = redis.GetDatabase();

    /// <summary>Says that a runner is alive and what it offers.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task AnnounceAsync(RunnerStatus status)
    {
        await _database.StringSetAsync(KeyOf(status.Runner), JsonSerializer.SerializeToUtf8Bytes(status), Lifetime);
        await _database.SetAddAsync(Alive, status.Runner);
    }

    /// <summary>Says that a runner stops.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task WithdrawAsync(string runner)
    {
        await _database.KeyDeleteAsync(KeyOf(runner));
        await _database.SetRemoveAsync(Alive, runner);
    }

    /// <summary>The runners that announced themselves within <see cref="Lifetime"/>; forgets those that did not.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<IReadOnlyList<RunnerStatus>> ListAsync()
    {
        var names = await _database.SetMembersAsync(Alive);
        var values = await _database.StringGetAsync([.. names.Select(name => KeyOf(name!))]);
        var gone = names.Where((_, index) => values[index].IsNull).ToArray();
        if (gone.Length > 0)
        {
            await _database.SetRemoveAsync(Alive, gone);
        }

        return [.. values.Where(value => !value.IsNull).Select(value => JsonSerializer.Deserialize<RunnerStatus>((byte[])value!)!)];
    }

    private static RedisKey KeyOf(string runner) => $"{{runners}}:{runner}";
}
