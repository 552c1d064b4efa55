using StackExchange.Redis;

namespace CodeExec.RunStore;

/// <summary>
/// Counts the attempts of a run and lets one runner at a time hold it. A newer claim fences the older one, whose next
/// renewal fails.
/// </summary>
public sealed class RunClaims(IConnectionMultiplexer redis)
{
    /// <summary>Attempts a run gets in all: the first and five more.</summary>
    public const int MaxAttempts = 6;

    // One script, so that a count is never taken without its token. KEYS: claim, lease. ARGV: token, runner, lease ms, max, lifetime s.
    private const string ClaimScript = """
        local attempt = tonumber(redis.call('HGET', KEYS[1], 'attempt') or '0') + 1
        if attempt > tonumber(ARGV[4]) then return 0 end
        redis.call('HSET', KEYS[1], 'attempt', attempt, 'token', ARGV[1], 'runner', ARGV[2])
        redis.call('EXPIRE', KEYS[1], ARGV[5])
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
        return attempt
        """;

    // The lease is a key of its own, because only keys expire. KEYS: claim, lease. ARGV: token, lease ms.
    private const string RenewScript = """
        if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    private const string ReleaseScript = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
        return 1
        """;

    private readonly IDatabase _database = redis.GetDatabase();

    /// <summary>Takes the run for one attempt.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="runner">Name of the runner process.</param>
    /// <param name="lease">How long the claim lives without a renewal.</param>
    /// <returns>The claim; null when all <see cref="MaxAttempts"/> attempts are used up.</returns>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<RunClaim?> ClaimAsync(Guid executionId, string runner, TimeSpan lease)
    {
        var token = Guid.NewGuid().ToString("N");
        var attempt = (int)await _database.ScriptEvaluateAsync(
            ClaimScript,
            [ClaimKey(executionId), LeaseKey(executionId)],
            [token, runner, (long)lease.TotalMilliseconds, MaxAttempts, (long)RunPayloads.Lifetime.TotalSeconds]);
        return attempt == 0 ? null : new RunClaim(executionId, attempt, token);
    }

    /// <summary>Prolongs a claim by <paramref name="lease"/> from now.</summary>
    /// <returns>False when a newer claim has taken the run: stop it, its result no longer counts.</returns>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<bool> RenewAsync(RunClaim claim, TimeSpan lease) => (int)await _database.ScriptEvaluateAsync(
        RenewScript,
        [ClaimKey(claim.ExecutionId), LeaseKey(claim.ExecutionId)],
        [claim.Token, (long)lease.TotalMilliseconds]) == 1;

    /// <summary>Ends the lease of a run that is over; the count of attempts stays.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public Task ReleaseAsync(RunClaim claim) => _database.ScriptEvaluateAsync(
        ReleaseScript, [LeaseKey(claim.ExecutionId)], [claim.Token]);

    private static RedisKey ClaimKey(Guid executionId) => $"run:{{{executionId:N}}}:claim";

    private static RedisKey LeaseKey(Guid executionId) => $"run:{{{executionId:N}}}:lease";
}
