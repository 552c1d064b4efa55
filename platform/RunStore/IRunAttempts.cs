using StackExchange.Redis;

namespace CodeExec.RunStore;

/// <summary>What the lifecycle of an execution asks about its attempts, and tells them.</summary>
public interface IRunAttempts
{
    /// <summary>The attempts so far.</summary>
    /// <exception cref="RedisException">Redis did not answer.</exception>
    Task<RunAttempts> FindAsync(Guid executionId);

    /// <summary>
    /// Says that the execution has its verdict: no further attempt begins, and one that runs is stopped. Not waited for:
    /// lost, it costs a run in vain.
    /// </summary>
    Task CloseAsync(Guid executionId);
}

/// <summary>The attempts at a run so far.</summary>
/// <param name="Made">How many were claimed, 0 to 6.</param>
/// <param name="Runner">Who claimed the last. Null when none was.</param>
/// <param name="LeaseLeft">How long the last one's lease still lives; null when nobody holds the run.</param>
public sealed record RunAttempts(int Made, string? Runner, TimeSpan? LeaseLeft);
