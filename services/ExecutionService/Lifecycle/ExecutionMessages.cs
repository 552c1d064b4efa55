using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>What an execution says to others, out of what is known of it.</summary>
internal static class ExecutionMessages
{
    public static RunCode ToRunCode(this SubmitExecution submission, ExecutionOptions options, bool isFirst = false) => new()
    {
        ExecutionId = submission.ExecutionId,
        Language = submission.Language,
        Source = submission.Source,
        EntryPoint = submission.EntryPoint,
        Files = submission.Files,
        Stdin = submission.Stdin,
        Args = submission.Args,
        Environment = submission.Environment,
        Limits = submission.Limits,
        MaxAttempts = options.MaxAttempts,
        IsFirst = isFirst,
    };

    public static QueueTimeExpired ToQueueTimeExpired(this ExecutionSaga saga) => new() { ExecutionId = saga.CorrelationId };

    public static LeaseCheckDue ToLeaseCheckDue(this ExecutionSaga saga) => new() { ExecutionId = saga.CorrelationId };

    public static BackOffEnded ToBackOffEnded(this ExecutionSaga saga) => new() { ExecutionId = saga.CorrelationId };

    public static ExecutionAccepted ToAccepted(this ExecutionSaga saga) => new()
    {
        ExecutionId = saga.CorrelationId,
        Status = saga.CurrentState,
    };

    public static ExecutionQueued ToQueued(this ExecutionSaga saga) => new()
    {
        ExecutionId = saga.CorrelationId,
        SessionId = saga.Submission.SessionId,
        Language = saga.Submission.Language,
        Seq = saga.Transitions.Count,
        Transitions = [.. saga.Transitions],
    };

    public static ExecutionStarted ToStarted(this ExecutionSaga saga) => new()
    {
        ExecutionId = saga.CorrelationId,
        SessionId = saga.Submission.SessionId,
        Language = saga.Submission.Language,
        Seq = saga.Transitions.Count,
        Transitions = [.. saga.Transitions],
    };

    public static ExecutionCompleted ToCompleted(this ExecutionSaga saga) => new()
    {
        ExecutionId = saga.CorrelationId,
        SessionId = saga.Submission.SessionId,
        Language = saga.Submission.Language,
        Seq = saga.Transitions.Count,
        Transitions = [.. saga.Transitions],
        Result = saga.Result!,
    };

    public static ExecutionTimedOut ToTimedOut(this ExecutionSaga saga) => new()
    {
        ExecutionId = saga.CorrelationId,
        SessionId = saga.Submission.SessionId,
        Language = saga.Submission.Language,
        Seq = saga.Transitions.Count,
        Transitions = [.. saga.Transitions],
        Result = saga.Result!,
    };

    public static ExecutionFailed ToFailed(this ExecutionSaga saga) => new()
    {
        ExecutionId = saga.CorrelationId,
        SessionId = saga.Submission.SessionId,
        Language = saga.Submission.Language,
        Seq = saga.Transitions[^1].Seq,
        Transitions = [.. saga.Transitions],
        Reason = saga.Transitions[^1].Reason!,
        Attempts = saga.Transitions[^1].Attempt ?? 0,
    };

    /// <summary>The event that tells of the latest transition, and so of all.</summary>
    public static object ToLatestEvent(this ExecutionSaga saga) => saga.CurrentState switch
    {
        ExecutionStatus.Queued => saga.ToQueued(),
        ExecutionStatus.Running => saga.ToStarted(),
        ExecutionStatus.Completed => saga.ToCompleted(),
        ExecutionStatus.Timeout => saga.ToTimedOut(),
        _ => saga.ToFailed(),
    };
}
