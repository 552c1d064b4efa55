using System.Globalization;
using StackExchange.Redis;

namespace CodeExec.RunStore;

/// <summary>Counts the unfinished runs of each tenant, and admits no more than it may have.</summary>
public sealed class TenantQuota(IConnectionMultiplexer redis, TimeProvider clock)
{
    // A run whose end was not counted, for its service died with it, is forgotten after this.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // KEYS: unfinished runs by when they were taken. ARGV: forgotten before, now, run, most, lifetime s.
    private const string TakeScript = """
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
        if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
        redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
        redis.call('EXPIRE', KEYS[1], ARGV[5])
        return 1
        """;

    private readonly IDatabase _database = redis.GetDatabase();

    /// <summary>Counts a run, if the tenant may have one more.</summary>
    /// <returns>False when it has <paramref name="most"/> already.</returns>
    /// <exception cref="RedisException">Redis did not answer, or is full.</exception>
    public async Task<bool> TryTakeAsync(string tenant, Guid executionId, int most)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return (int)await _database.ScriptEvaluateAsync(
            TakeScript, [Key(tenant)],
            [now - (long)Lifetime.TotalMilliseconds, now, Name(executionId), most, (long)Lifetime.TotalSeconds]) == 1;
    }

    /// <summary>Counts a run no longer: it has ended, or was not accepted. Not waited for.</summary>
    public Task ReleaseAsync(string tenant, Guid executionId) => _database.SortedSetRemoveAsync(Key(tenant), Name(executionId), CommandFlags.FireAndForget);

    internal static RedisKey Key(string tenant) => $"tenant:{{{tenant}}}:unfinished";

    internal static string Name(Guid executionId) => executionId.ToString("N", CultureInfo.InvariantCulture);
}
