using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>The life of an execution: QUEUED → RUNNING → COMPLETED | FAILED | TIMEOUT. The first verdict wins.</summary>
internal sealed class ExecutionStateMachine : MassTransitStateMachine<ExecutionSaga>
{
    public ExecutionStateMachine(TimeProvider clock)
    {
        InstanceState(saga => saga.CurrentState);
        Event(() => Submitted, submission => submission.CorrelateById(context => context.Message.ExecutionId));
        Event(() => RunStarted, report => report.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard()));
        Event(() => RunFinished, report => report.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard()));
        Event(() => RunFaulted, report => report.CorrelateById(context => context.Message.ExecutionId).OnMissingInstance(run => run.Discard()));

        Initially(
            When(Submitted)
                .RecordSubmission(clock)
                .TransitionTo(Queued)
                .DispatchRun()
                .PublishQueued()
                .RespondAccepted());

        During(Queued,
            When(RunStarted)
                .RecordStart()
                .TransitionTo(Running)
                .PublishStarted(),
            // The report of the start may be late or lost. The report of the end says the same, and then ends what is RUNNING.
            When(RunFinished)
                .RecordStart()
                .TransitionTo(Running)
                .PublishStarted()
                .RaiseAgain(RunFinished));

        During(Running,
            When(RunStarted)
                .RecordAttempt(),
            When(RunFinished)
                .RecordVerdict()
                .IfElse(run => run.ReachedTimeLimit(),
                    late => late.TransitionTo(Timeout).PublishTimedOut(),
                    ended => ended.TransitionTo(Completed).PublishCompleted()));

        During(Queued, Running,
            // What a later attempt has overtaken is no news.
            When(RunFaulted, fault => fault.IsOfCurrentAttempt())
                .RecordFault()
                .IfElse(fault => fault.WasTheLastAttempt(),
                    over => over.RecordFailure().TransitionTo(Failed).PublishFailed(),
                    again => again.DispatchRun()));

        // A runner that was cut off may report after the end: the first verdict stands.
        During([Completed, Failed, Timeout],
            Ignore(RunStarted),
            Ignore(RunFinished),
            Ignore(RunFaulted));

        // The same id is the same execution: no second run, only the answer again.
        During([Queued, Running, Completed, Failed, Timeout],
            When(Submitted)
                .RespondAccepted());
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
}
