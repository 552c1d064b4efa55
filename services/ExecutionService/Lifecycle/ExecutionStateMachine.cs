using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.RunStore;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>The life of an execution: QUEUED → RUNNING → COMPLETED | FAILED | TIMEOUT. The first verdict wins.</summary>
internal sealed class ExecutionStateMachine : MassTransitStateMachine<ExecutionSaga>
{
    public ExecutionStateMachine(TimeProvider clock, IRunAttempts attempts, IOptions<ExecutionOptions> options)
    {
        // Made first: a timer is handled in those states that there are when it is declared.
        State[] open = [Queued, Running];
        State[] ended = [Completed, Failed, Timeout];
        InstanceState(saga => saga.CurrentState);
        Event(() => Submitted, submission => submission.CorrelateById(context => context.Message.ExecutionId));
        Event(() => RunStarted, report => report.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard()));
        Event(() => RunFinished, report => report.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard()));
        Event(() => RunFaulted, report => report.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard()));
        Event(() => Lost, report => report.CorrelateById(context => context.Message.ExecutionId));
        Schedule(() => QueueTimeout, saga => saga.QueueTimeoutToken, timer =>
        {
            timer.Delay = options.Value.QueueTimeout;
            timer.Received = due => due.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard());
        });
        Schedule(() => LeaseCheck, saga => saga.LeaseCheckToken, timer =>
            timer.Received = due => due.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard()));
        Schedule(() => BackOff, saga => saga.BackOffToken, timer =>
            timer.Received = due => due.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard()));

        Initially(
            When(Submitted)
                .RecordSubmission(clock)
                .TransitionTo(Queued)
                .DispatchRun(this, options.Value)
                .PublishQueued()
                .RespondAccepted(),
            // The store was emptied. Told again to the store, so that this id is never run a second time.
            When(Lost)
                .RecordLoss(clock)
                .TransitionTo(Failed)
                .PublishFailed());

        During(Queued,
            When(RunStarted)
                .RecordStart()
                .Unschedule(QueueTimeout)
                .TransitionTo(Running)
                .PublishStarted()
                .AuditStarted(),
            // The report of the start may be late or lost. The report of the end says the same, and then ends what is RUNNING.
            When(RunFinished)
                .RecordStart()
                .TransitionTo(Running)
                .PublishStarted()
                .RaiseAgain(RunFinished));

        During(Running,
            When(RunStarted)
                .RecordAttempt()
                .Unschedule(QueueTimeout),
            When(RunFinished)
                .RecordVerdict()
                .StopTimers(this)
                .IfElse(run => run.ReachedTimeLimit(),
                    late => late.TransitionTo(Timeout).PublishTimedOut(),
                    ended => ended.TransitionTo(Completed).PublishCompleted()));

        During(open,
            // What a later attempt has overtaken is no news.
            When(RunFaulted, fault => fault.IsOfCurrentAttempt())
                .RecordFault(options.Value)
                .Unschedule(LeaseCheck)
                .IfElse(fault => fault.WasTheLastAttempt(options.Value),
                    over => over.RecordFailure(options.Value).StopTimers(this).TransitionTo(Failed).PublishFailed(),
                    again => again.Schedule(BackOff, run => run.Saga.ToBackOffEnded(), run => run.Saga.BackOff())),
            When(BackOff.Received)
                .DispatchRun(this, options.Value),
            // The runner may have vanished, or the message, or it only waits in a long queue: a duplicate does no harm.
            When(LeaseCheck.Received)
                .ForgetLostTimers()
                .LookAtAttempts(attempts)
                .IfElse(check => check.IsHeld(),
                    held => held.Schedule(LeaseCheck, run => run.Saga.ToLeaseCheckDue(), run => run.NextLeaseCheck()),
                    lost => lost.RecordVanishedAttempt().IfElse(check => check.AttemptsAreUsedUp(options.Value),
                        over => over.RecordFailure(clock, options.Value).StopTimers(this).TransitionTo(Failed).PublishFailed(),
                        again => again.DispatchRun(this, options.Value))),
            // Held, it has been taken in time and only the report of its start is late.
            When(QueueTimeout.Received)
                .LookAtAttempts(attempts)
                .If(late => !late.IsHeld(),
                    late => late.RecordQueueTimeout(clock, options.Value).StopTimers(this).TransitionTo(Failed).PublishFailed()));

        // A runner that was cut off may report after the end: the first verdict stands.
        During(ended,
            Ignore(RunStarted),
            Ignore(RunFinished),
            Ignore(RunFaulted),
            Ignore(QueueTimeout.Received),
            Ignore(LeaseCheck.Received),
            Ignore(BackOff.Received));

        During([.. open, .. ended],
            // The same id is the same execution: no second run, only the answer again.
            When(Submitted)
                .RespondAccepted(),
            Ignore(Lost));
    }

    // Named by the words that clients see, so that these are stored.
    public State Queued => State(ExecutionStatus.Queued);
    public State Running => State(ExecutionStatus.Running);
    public State Completed => State(ExecutionStatus.Completed);
    public State Failed => State(ExecutionStatus.Failed);
    public State Timeout => State(ExecutionStatus.Timeout);

    public Event<SubmitExecution> Submitted { get; } = null!;
    public Event<CodeRunStarted> RunStarted { get; } = null!;
    public Event<CodeRunFinished> RunFinished { get; } = null!;
    public Event<CodeRunFaulted> RunFaulted { get; } = null!;
    public Event<ExecutionLost> Lost { get; } = null!;

    public Schedule<ExecutionSaga, QueueTimeExpired> QueueTimeout { get; } = null!;
    public Schedule<ExecutionSaga, LeaseCheckDue> LeaseCheck { get; } = null!;
    public Schedule<ExecutionSaga, BackOffEnded> BackOff { get; } = null!;
}
