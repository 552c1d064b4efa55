using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.Audit;
using CodeExec.RunStore;
using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>The verbs of <see cref="ExecutionStateMachine"/>.</summary>
internal static class ExecutionTransitions
{
    // QUEUED, RUNNING, the end.
    private const int SeqOfAnEnd = 3;

    private static readonly Uri Audit = new($"exchange:{AuditConsumerDefinition.Queue}");

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
        {
            context.Saga.Attempt = Math.Max(context.Saga.Attempt, context.Message.Attempt);
            context.Saga.UntakenDispatches = 0;
        });

    public static EventActivityBinder<ExecutionSaga, CodeRunFinished> RecordVerdict(
        this EventActivityBinder<ExecutionSaga, CodeRunFinished> end) => end.Then(context =>
        {
            var (run, result) = (context.Message, context.Message.Result);
            context.Saga.Result = result;
            context.Enter(result.Verdict(), run.FinishedAt, run.Attempt, run.Runner, result.ReasonOfVerdict());
        });

    public static EventActivityBinder<ExecutionSaga, CodeRunFaulted> RecordFault(
        this EventActivityBinder<ExecutionSaga, CodeRunFaulted> fault, ExecutionOptions options) => fault.Then(context =>
        {
            // A refused attempt says nothing of its own; why the one before it failed is worth more.
            var refused = context.Message.Attempt > options.MaxAttempts;
            context.Saga.LastFault = (refused ? context.Saga.LastFault : null) ?? context.Message.Reason;
            context.Saga.Attempt = context.Message.Attempt + 1;
            context.Saga.UntakenDispatches = 0;
        });

    public static EventActivityBinder<ExecutionSaga, LeaseCheckDue> RecordVanishedAttempt(
        this EventActivityBinder<ExecutionSaga, LeaseCheckDue> check) => check.Then(context =>
        {
            // An attempt that was claimed is spent, however it ended; a message that nobody took spends none.
            var (made, runner, _) = context.Attempts();
            if (made >= context.Saga.Attempt)
            {
                context.Saga.LastFault = $"Runner {runner} vanished during attempt {made}.";
                context.Saga.Attempt = made + 1;
                context.Saga.UntakenDispatches = 0;
            }
        });

    public static EventActivityBinder<ExecutionSaga, CodeRunFaulted> RecordFailure(
        this EventActivityBinder<ExecutionSaga, CodeRunFaulted> fault, ExecutionOptions options) => fault.Then(context => context.Enter(
            ExecutionStatus.Failed,
            context.Message.FaultedAt,
            Math.Min(context.Message.Attempt, options.MaxAttempts),
            context.Message.Runner,
            context.Saga.AllAttemptsFailed(options)));

    public static EventActivityBinder<ExecutionSaga, LeaseCheckDue> RecordFailure(
        this EventActivityBinder<ExecutionSaga, LeaseCheckDue> check, TimeProvider clock, ExecutionOptions options) => check.Then(context => context.Enter(
            ExecutionStatus.Failed, clock.GetUtcNow(), context.Attempts().Made, context.Attempts().Runner, context.Saga.AllAttemptsFailed(options)));

    public static EventActivityBinder<ExecutionSaga, QueueTimeExpired> RecordQueueTimeout(
        this EventActivityBinder<ExecutionSaga, QueueTimeExpired> late, TimeProvider clock, ExecutionOptions options) => late.Then(context =>
        {
            var (made, runner, _) = context.Attempts();
            var reason = $"No runner took the program within {options.QueueTimeout.TotalSeconds:0} s. {context.Saga.LastFault}".TrimEnd();
            context.Enter(ExecutionStatus.Failed, clock.GetUtcNow(), made == 0 ? null : made, runner, reason);
        });

    public static EventActivityBinder<ExecutionSaga, ExecutionLost> RecordLoss(
        this EventActivityBinder<ExecutionSaga, ExecutionLost> loss, TimeProvider clock) => loss.Then(context =>
        {
            var (lost, known) = (context.Message, context.Message.Transitions);
            context.Saga.Submission = new SubmitExecution
            {
                ExecutionId = lost.ExecutionId,
                SessionId = lost.SessionId,
                Language = lost.Language,
                Source = new Payload { LengthBytes = 0 },
                Limits = new RunLimits { WallTime = TimeSpan.Zero, MemoryBytes = 0, OutputBytes = 0 },
            };
            context.Saga.Transitions = [.. known];
            // The audit may lag: RUNNING may still be on its way to it. Numbered as that, one of the two would never be recorded.
            var seq = Math.Max(known[^1].Seq + 1, SeqOfAnEnd);
            context.Enter(ExecutionStatus.Failed, clock.GetUtcNow(), known[^1].Attempt, known[^1].Runner, "The store lost the execution before it ended.", seq);
        });

    /// <summary>Sends the run to the runners and sets the timers that notice when it stays there, or does not get there.</summary>
    public static EventActivityBinder<ExecutionSaga, T> DispatchRun<T>(
        this EventActivityBinder<ExecutionSaga, T> cause, ExecutionStateMachine machine, ExecutionOptions options)
        where T : class => cause
            .Send(context => options.AddressOf(context.Saga.Submission.Language), context => context.Saga.Submission.ToRunCode(options, context.Saga.IsUnasked()))
            // A dispatch again is no new wait: one that nobody takes must end.
            .If(context => context.Saga.QueueTimeoutToken is null, wait => wait.Schedule(machine.QueueTimeout, context => context.Saga.ToQueueTimeExpired()))
            .Schedule(machine.LeaseCheck, context => context.Saga.ToLeaseCheckDue(), context => context.Saga.LeaseCheck(options))
            .Then(context => context.Saga.UntakenDispatches++);

    public static EventActivityBinder<ExecutionSaga, T> StopTimers<T>(this EventActivityBinder<ExecutionSaga, T> cause, ExecutionStateMachine machine)
        where T : class => cause.Unschedule(machine.QueueTimeout).Unschedule(machine.LeaseCheck).Unschedule(machine.BackOff);

    /// <summary>Else a dispatch would take the wait for a runner to be timed already, and it would never end.</summary>
    public static EventActivityBinder<ExecutionSaga, LeaseCheckDue> ForgetLostTimers(
        this EventActivityBinder<ExecutionSaga, LeaseCheckDue> check) => check.Then(context =>
        {
            if (context.Message.Idle)
            {
                context.Saga.QueueTimeoutToken = context.Saga.LeaseCheckToken = context.Saga.BackOffToken = null;
            }
        });

    public static EventActivityBinder<ExecutionSaga, T> LookAtAttempts<T>(this EventActivityBinder<ExecutionSaga, T> timer, IRunAttempts attempts)
        where T : class => timer.ThenAsync(async context =>
        {
            var found = await attempts.FindAsync(context.Saga.CorrelationId);
            context.AddOrUpdatePayload(() => found, _ => found);
        });

    public static EventActivityBinder<ExecutionSaga, T> PublishQueued<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Publish(context => context.Saga.ToQueued());

    public static EventActivityBinder<ExecutionSaga, T> PublishStarted<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Publish(context => context.Saga.ToStarted());

    /// <summary>The end tells the audit of the start, too; this is for what has not ended yet.</summary>
    public static EventActivityBinder<ExecutionSaga, T> AuditStarted<T>(this EventActivityBinder<ExecutionSaga, T> cause)
        where T : class => cause.Send(_ => Audit, context => context.Saga.ToStarted());

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

    public static bool WasTheLastAttempt(this BehaviorContext<ExecutionSaga, CodeRunFaulted> fault, ExecutionOptions options) =>
        fault.Message.Attempt >= options.MaxAttempts;

    public static bool IsHeld(this BehaviorContext<ExecutionSaga> timer) => timer.Attempts().LeaseLeft is not null;

    public static bool AttemptsAreUsedUp(this BehaviorContext<ExecutionSaga> check, ExecutionOptions options) => check.Attempts().Made >= options.MaxAttempts;

    /// <summary>What <see cref="LookAtAttempts"/> saw.</summary>
    public static RunAttempts Attempts(this BehaviorContext<ExecutionSaga> timer) => timer.GetPayload<RunAttempts>();

    private static string AllAttemptsFailed(this ExecutionSaga saga, ExecutionOptions options) => $"All {options.MaxAttempts} attempts failed. The last: {saga.LastFault}";

    private static string Verdict(this RunResult result) =>
        result.Termination is Termination.WallLimit or Termination.CpuLimit ? ExecutionStatus.Timeout : ExecutionStatus.Completed;

    private static string? ReasonOfVerdict(this RunResult result) => result.Termination switch
    {
        Termination.WallLimit => "The program reached its wall-clock limit and was killed.",
        Termination.CpuLimit => "The program reached its CPU limit and was killed.",
        _ => null,
    };

    private static void Enter<T>(
        this BehaviorContext<ExecutionSaga, T> context, string status, DateTimeOffset at, int? attempt = null, string? runner = null, string? reason = null, int? seq = null)
        where T : class
    {
        context.Saga.Transitions.Add(new ExecutionTransition
        {
            Seq = seq ?? context.Saga.Transitions.Count + 1,
            Status = status,
            At = at,
            Attempt = attempt,
            Runner = runner,
            Reason = reason,
        });
        context.ReportOnceCommitted();
    }
}
