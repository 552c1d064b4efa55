using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.RunStore;
using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>The verbs of <see cref="ExecutionStateMachine"/>.</summary>
internal static class ExecutionTransitions
{
    private static readonly Uri RunCodeAddress = new($"exchange:{Queues.RunCode}");

    public static EventActivityBinder<ExecutionSaga, SubmitExecution> RecordSubmission(
        this EventActivityBinder<ExecutionSaga, SubmitExecution> submission, TimeProvider clock) => submission.Then(context =>
        {
            context.Saga.Submission = context.Message;
            context.Enter(ExecutionStatus.Queued, clock.GetUtcNow());
        });

    public static EventActivityBinder<ExecutionSaga, CodeRunStarted> RecordStart(
        this EventActivityBinder<ExecutionSaga, CodeRunStarted> start) => start.RecordAttempt().Then(context =>
            context.Enter(ExecutionStatus.Running, context.Message.StartedAt, context.Message.Attempt, context.Message.Runner));

    public static EventActivityBinder<ExecutionSaga, CodeRunFinished> RecordStart(
        this EventActivityBinder<ExecutionSaga, CodeRunFinished> end) => end.Then(context =>
            context.Enter(ExecutionStatus.Running, context.Message.StartedAt, context.Message.Attempt, context.Message.Runner));

    public static EventActivityBinder<ExecutionSaga, CodeRunStarted> RecordAttempt(
        this EventActivityBinder<ExecutionSaga, CodeRunStarted> start) => start.Then(context =>
            context.Saga.Attempt = Math.Max(context.Saga.Attempt, context.Message.Attempt));

    public static EventActivityBinder<ExecutionSaga, CodeRunFinished> RecordVerdict(
        this EventActivityBinder<ExecutionSaga, CodeRunFinished> end) => end.Then(context =>
        {
            var (run, result) = (context.Message, context.Message.Result);
            context.Saga.Result = result;
            context.Enter(result.Verdict(), run.FinishedAt, run.Attempt, run.Runner, result.ReasonOfVerdict());
        });

    public static EventActivityBinder<ExecutionSaga, CodeRunFaulted> RecordFault(
        this EventActivityBinder<ExecutionSaga, CodeRunFaulted> fault) => fault.Then(context =>
        {
            // A refused attempt says nothing of its own; why the one before it failed is worth more.
            var refused = context.Message.Attempt > RunClaims.MaxAttempts;
            context.Saga.LastFault = (refused ? context.Saga.LastFault : null) ?? context.Message.Reason;
            context.Saga.Attempt = context.Message.Attempt + 1;
        });

    public static EventActivityBinder<ExecutionSaga, CodeRunFaulted> RecordFailure(
        this EventActivityBinder<ExecutionSaga, CodeRunFaulted> fault) => fault.Then(context => context.Enter(
            ExecutionStatus.Failed,
            context.Message.FaultedAt,
            Math.Min(context.Message.Attempt, RunClaims.MaxAttempts),
            context.Message.Runner,
            $"All {RunClaims.MaxAttempts} attempts failed. The last: {context.Saga.LastFault}"));

    public static EventActivityBinder<ExecutionSaga, T> DispatchRun<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Send(RunCodeAddress, context => context.Saga.Submission.ToRunCode());

    public static EventActivityBinder<ExecutionSaga, T> PublishQueued<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Publish(context => context.Saga.ToQueued());

    public static EventActivityBinder<ExecutionSaga, T> PublishStarted<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Publish(context => context.Saga.ToStarted());

    public static EventActivityBinder<ExecutionSaga, T> PublishCompleted<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Publish(context => context.Saga.ToCompleted());

    public static EventActivityBinder<ExecutionSaga, T> PublishTimedOut<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Publish(context => context.Saga.ToTimedOut());

    public static EventActivityBinder<ExecutionSaga, T> PublishFailed<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Publish(context => context.Saga.ToFailed());

    public static EventActivityBinder<ExecutionSaga, SubmitExecution> RespondAccepted(
        this EventActivityBinder<ExecutionSaga, SubmitExecution> submission) => submission.Respond(context => context.Saga.ToAccepted());

    public static EventActivityBinder<ExecutionSaga, T> RaiseAgain<T>(this EventActivityBinder<ExecutionSaga, T> cause, Event<T> @event)
        where T : class => cause.ThenAsync(context => context.Raise(@event, context.Message));

    public static bool ReachedTimeLimit(this BehaviorContext<ExecutionSaga, CodeRunFinished> run) =>
        run.Message.Result.Verdict() == ExecutionStatus.Timeout;

    public static bool IsOfCurrentAttempt(this BehaviorContext<ExecutionSaga, CodeRunFaulted> fault) =>
        fault.Message.Attempt >= fault.Saga.Attempt;

    public static bool WasTheLastAttempt(this BehaviorContext<ExecutionSaga, CodeRunFaulted> fault) =>
        fault.Message.Attempt >= RunClaims.MaxAttempts;

    private static string Verdict(this RunResult result) =>
        result.Termination is Termination.WallLimit or Termination.CpuLimit ? ExecutionStatus.Timeout : ExecutionStatus.Completed;

    private static string? ReasonOfVerdict(this RunResult result) => result.Termination switch
    {
        Termination.WallLimit => "The program reached its wall-clock limit and was killed.",
        Termination.CpuLimit => "The program reached its CPU limit and was killed.",
        _ => null,
    };

    private static void Enter<T>(
        this BehaviorContext<ExecutionSaga, T> context, string status, DateTimeOffset at, int? attempt = null, string? runner = null, string? reason = null)
        where T : class
    {
        context.Saga.Transitions.Add(new ExecutionTransition
        {
            Seq = context.Saga.Transitions.Count + 1,
            Status = status,
            At = at,
            Attempt = attempt,
            Runner = runner,
            Reason = reason,
        });
        context.ReportOnceCommitted();
    }
}
