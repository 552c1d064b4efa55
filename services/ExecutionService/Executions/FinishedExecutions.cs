using CodeExec.ExecutionService.Lifecycle;
using CodeExec.ServiceDefaults;
using StackExchange.Redis;

namespace CodeExec.ExecutionService.Executions;

/// <summary>Waits for executions to finish.</summary>
internal sealed class FinishedExecutions(ExecutionReader executions, ExecutionChanges changes, TimeProvider clock)
{
    // Announcements may be lost, so nobody relies on them for longer.
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Returns as soon as the execution is finished, and after <paramref name="wait"/> as it is then.</summary>
    /// <returns>Null when there is no such execution.</returns>
    /// <exception cref="RedisException">Redis did not answer, and the audit knows no end of it.</exception>
    public async Task<ExecutionSnapshot?> WaitAsync(Guid executionId, TimeSpan wait, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        using var watch = await TryWatchAsync(executionId);
        ExecutionSaga? committed = null;
        while (true)
        {
            var execution = await executions.FindAsync(executionId, cancellation, committed);
            var left = wait - clock.GetElapsedTime(began);
            if (execution is null or { IsFinished: true } || left <= TimeSpan.Zero || watch is null)
            {
                return execution;
            }

            committed = await watch.NextAsync(left < ReadAgainAfter ? left : ReadAgainAfter, clock, cancellation);
        }
    }

    // Without Redis nothing can be waited for; what has ended is read all the same.
    private async Task<ExecutionChanges.Watch?> TryWatchAsync(Guid executionId)
    {
        try
        {
            return await changes.WatchAsync(executionId);
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            return null;
        }
    }
}
