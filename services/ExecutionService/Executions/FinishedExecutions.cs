namespace CodeExec.ExecutionService.Executions;

/// <summary>Waits for executions to finish.</summary>
internal sealed class FinishedExecutions(ExecutionReader executions, ExecutionChanges changes, TimeProvider clock)
{
    // Announcements may be lost, so nobody relies on them for longer.
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Returns as soon as the execution is finished, and after <paramref name="wait"/> as it is then.</summary>
    /// <returns>Null when there is no such execution.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    public async Task<ExecutionSnapshot?> WaitAsync(Guid executionId, TimeSpan wait, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        using var watch = await changes.WatchAsync(executionId);
        while (true)
        {
            var execution = await executions.FindAsync(executionId, cancellation);
            var left = wait - clock.GetElapsedTime(began);
            if (execution is null or { IsFinished: true } || left <= TimeSpan.Zero)
            {
                return execution;
            }

            await watch.NextAsync(left < ReadAgainAfter ? left : ReadAgainAfter, clock, cancellation);
        }
    }
}
