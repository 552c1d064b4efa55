using CodeExec.Contracts;
using StackExchange.Redis;

namespace CodeExec.RunStore;

/// <summary>
/// Counts the attempts of a run and lets one runner at a time hold it (decision record 0020). A newer claim fences the
/// older one, whose next renewal fails.
/// </summary>
public sealed class RunClaims(IConnectionMultiplexer redis) : IRunAttempts
{
    /// <summary>Attempts a run gets in all where nothing else is said: the first and five more.</summary>
    public const int UsualAttempts = 6;

    // Duplicates of the message come within the time a run may wait; one that comes later runs in vain.
    private static readonly TimeSpan ClosedLifetime = TimeSpan.FromHours(1);

    // Redis refuses writes when it is full, and making room takes these: they say so (allow-oom) and need next to nothing.
    private const string EvenWhenFull = "#!lua flags=allow-oom\n";

    // Once may be chance: a machine is switched off. Twice is a pattern.
    private const int SilentEndsOfSuspect = 2;

    // One script, so that a count is never taken without its token. KEYS: claim, lease.
    // ARGV: token, runner, lease ms, max, lifetime s, whether the message is redelivered, its id, silent ends that are suspect, 0 when alone.
    private const string ClaimScript = EvenWhenFull + """
        if redis.call('HEXISTS', KEYS[1], 'over') == 1 then return -2 end
        local attempt = tonumber(redis.call('HGET', KEYS[1], 'attempt') or '0')
        -- The answer did not arrive, and it is asked again.
        if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then
            redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
            return attempt
        end
        attempt = attempt + 1
        if redis.call('EXISTS', KEYS[2]) == 1 then
            local lost = ARGV[6] == '1' and redis.call('HGET', KEYS[1], 'message') == ARGV[7]
            if not lost or attempt > tonumber(ARGV[4]) then return -1 end
        end
        if attempt > tonumber(ARGV[4]) then return 0 end
        -- No attempt before it is alone: whoever dies now has not run it.
        local silent = attempt - 1 - tonumber(redis.call('HGET', KEYS[1], 'faults') or '0')
        if tonumber(ARGV[8]) > 0 and silent >= tonumber(ARGV[8]) then
            redis.call('HDEL', KEYS[1], 'token')
            redis.call('DEL', KEYS[2])
            return -3
        end
        redis.call('HSET', KEYS[1], 'attempt', attempt, 'token', ARGV[1], 'runner', ARGV[2], 'message', ARGV[7])
        redis.call('EXPIRE', KEYS[1], ARGV[5])
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
        return attempt
        """;

    // The lease is a key of its own, because only keys expire. KEYS: claim, lease. ARGV: token, lease ms.
    private const string RenewScript = EvenWhenFull + """
        if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'over') == 1 then return 0 end
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    // KEYS: claim, lease. ARGV: token. Those that ended with their runner are the attempts that are not among the faults.
    private const string ReleaseScript = EvenWhenFull + """
        if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
        redis.call('HINCRBY', KEYS[1], 'faults', 1)
        redis.call('DEL', KEYS[2])
        return 1
        """;

    // KEYS: claim, lease. ARGV: lifetime s.
    private const string CloseScript = EvenWhenFull + """
        redis.call('HSET', KEYS[1], 'over', 1)
        redis.call('EXPIRE', KEYS[1], ARGV[1])
        redis.call('DEL', KEYS[2])
        return 1
        """;

    // KEYS: claim, lease.
    private const string FindScript = """
        local claim = redis.call('HMGET', KEYS[1], 'attempt', 'runner')
        return {claim[1], claim[2], redis.call('PTTL', KEYS[2])}
        """;

    // KEYS: claim, lease. ARGV: token. A token that nobody has: the attempt is over and no other has begun.
    private const string HandBackScript = EvenWhenFull + """
        if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
        redis.call('HINCRBY', KEYS[1], 'attempt', -1)
        redis.call('HDEL', KEYS[1], 'token')
        redis.call('DEL', KEYS[2])
        return 1
        """;

    private readonly IDatabase _database = redis.GetDatabase();

    /// <summary>Takes the run for one attempt. Asked again for the same delivery, it is the same attempt.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="runner">Name of the runner process.</param>
    /// <param name="lease">How long the claim lives without a renewal.</param>
    /// <param name="delivery">
    /// The message that asks for the run. While the run is held, only a redelivery of the message that its holder had takes it
    /// over, for the broker has lost sight of that holder; any other is a duplicate.
    /// </param>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<ClaimAnswer> ClaimAsync(Guid executionId, string runner, TimeSpan lease, RunDelivery delivery)
    {
        var attempt = (int)await _database.ScriptEvaluateAsync(
            ClaimScript,
            [ClaimKey(executionId), LeaseKey(executionId)],
            [delivery.Token, runner, Milliseconds(lease), delivery.MaxAttempts, LifetimeSeconds, delivery.Redelivered ? 1 : 0, delivery.MessageId, delivery.Alone ? 0 : SilentEndsOfSuspect]);
        return attempt switch
        {
            -3 => new ClaimAnswer(ClaimOutcome.Suspect, null),
            -2 => new ClaimAnswer(ClaimOutcome.Over, null),
            -1 => new ClaimAnswer(ClaimOutcome.Held, null),
            0 => new ClaimAnswer(ClaimOutcome.UsedUp, null),
            _ => new ClaimAnswer(ClaimOutcome.Granted, new RunClaim(executionId, attempt, delivery.Token)),
        };
    }

    /// <summary>Prolongs a claim by <paramref name="lease"/> from now.</summary>
    /// <returns>False when a newer claim has taken the run, or the execution is over: stop it, its result no longer counts.</returns>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<bool> RenewAsync(RunClaim claim, TimeSpan lease) => (int)await _database.ScriptEvaluateAsync(
        RenewScript, [ClaimKey(claim.ExecutionId), LeaseKey(claim.ExecutionId)], [claim.Token, Milliseconds(lease)]) == 1;

    /// <summary>Ends the lease of an attempt whose fault is reported, so that the next one may begin; the count of attempts stays.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public Task ReleaseAsync(RunClaim claim) => _database.ScriptEvaluateAsync(
        ReleaseScript, [ClaimKey(claim.ExecutionId), LeaseKey(claim.ExecutionId)], [claim.Token]);

    /// <inheritdoc/>
    public Task CloseAsync(Guid executionId)
    {
        if (TenantMark.Of(executionId) is { } tenant)
        {
            _database.SortedSetRemove(TenantQuota.Key(tenant), TenantQuota.Name(executionId), CommandFlags.FireAndForget);
        }

        return _database.ScriptEvaluateAsync(
            CloseScript, [ClaimKey(executionId), LeaseKey(executionId)], [(long)ClosedLifetime.TotalSeconds], CommandFlags.FireAndForget);
    }

    /// <summary>Ends whatever lease there is. For who knows that no runner is left which could hold it.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public Task BreakLeaseAsync(Guid executionId) => _database.KeyDeleteAsync(LeaseKey(executionId));

    /// <inheritdoc/>
    public async Task<RunAttempts> FindAsync(Guid executionId)
    {
        var found = (RedisValue[])(await _database.ScriptEvaluateAsync(FindScript, [ClaimKey(executionId), LeaseKey(executionId)]))!;
        // PTTL is negative for a key that is not there.
        var left = (long)found[2];
        return new RunAttempts((int?)found[0] ?? 0, found[1], left < 0 ? null : TimeSpan.FromMilliseconds(left));
    }

    /// <summary>Gives a claim back whose attempt shall not count, because the runner stops.</summary>
    /// <returns>False when a newer claim has taken the run; then nothing changes.</returns>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    public async Task<bool> HandBackAsync(RunClaim claim) => (int)await _database.ScriptEvaluateAsync(
        HandBackScript, [ClaimKey(claim.ExecutionId), LeaseKey(claim.ExecutionId)], [claim.Token]) == 1;

    private static long LifetimeSeconds => (long)RunPayloads.Lifetime.TotalSeconds;

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;

    private static RedisKey ClaimKey(Guid executionId) => $"run:{{{executionId:N}}}:claim";

    private static RedisKey LeaseKey(Guid executionId) => $"run:{{{executionId:N}}}:lease";
}
