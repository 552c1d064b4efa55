using StackExchange.Redis;

namespace CodeExec.RunStore;

/// <summary>Counts the attempts whose runner lived to report a fault, so that those which ended with their runner can be told.</summary>
public sealed class RunFaults(IConnectionMultiplexer redis)
{
    // Once may be chance: a machine is switched off. Twice is a pattern.
    private const int SilentEndsOfSuspect = 2;

    private readonly IDatabase _database = redis.GetDatabase();

    /// <summary>Says that a fault of an attempt at this run was reported.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task CountAsync(Guid executionId)
    {
        var key = KeyOf(executionId);
        await _database.StringIncrementAsync(key);
        await _database.KeyExpireAsync(key, RunPayloads.Lifetime);
    }

    /// <summary>True when two attempts before this one ended without a report: the run may be what kills runners.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<bool> IsSuspectAsync(RunClaim claim)
    {
        var before = claim.Attempt - 1;
        return before >= SilentEndsOfSuspect && before - (int)await _database.StringGetAsync(KeyOf(claim.ExecutionId)) >= SilentEndsOfSuspect;
    }

    private static RedisKey KeyOf(Guid executionId) => $"run:{{{executionId:N}}}:faults";
}
