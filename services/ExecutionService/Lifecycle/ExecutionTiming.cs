using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>When the timers of <see cref="ExecutionStateMachine"/> are due. All are delays: no clock is read.</summary>
internal static class ExecutionTiming
{
    // Five attempts follow the first. A runner that lacks memory or a disk for a moment is back within seconds.
    private static readonly double[] BackOffSeconds = [0.2, 1, 3, 10, 30];

    // Each dispatch that nobody took doubles the time to the next, so that a long queue is not filled with duplicates.
    private const int MostDoublings = 3;

    private static readonly TimeSpan AfterLease = TimeSpan.FromSeconds(1);

    /// <summary>The pause before the next attempt, give or take a fifth, so that what failed together does not come back together.</summary>
    public static TimeSpan BackOff(this ExecutionSaga saga)
    {
        var seconds = BackOffSeconds[Math.Clamp(saga.Attempt - 2, 0, BackOffSeconds.Length - 1)];
#pragma warning disable CA5394 // Jitter is no secret.
        return TimeSpan.FromSeconds(seconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
#pragma warning restore CA5394
    }

    /// <summary>How long after a dispatch it is looked whether anybody runs it.</summary>
    public static TimeSpan LeaseCheck(this ExecutionSaga saga, ExecutionOptions options) =>
        (saga.Submission.Limits.WallTime + options.LeaseCheckMargin) * (1 << Math.Min(saga.UntakenDispatches, MostDoublings));

    /// <summary>When to look again at a run that is held: as soon as its lease could have ended.</summary>
    public static TimeSpan NextLeaseCheck(this BehaviorContext<ExecutionSaga> context) => context.Attempts().LeaseLeft.GetValueOrDefault() + AfterLease;
}
