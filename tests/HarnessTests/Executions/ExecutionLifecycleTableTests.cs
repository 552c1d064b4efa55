using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.Lifecycle;
using Microsoft.Extensions.Options;

namespace CodeExec.HarnessTests.Executions;

/// <summary>Every state with every event: the state after, and what was sent.</summary>
public sealed class ExecutionLifecycleTableTests(ExecutionHarness execution) : IClassFixture<ExecutionHarness>
{
    private const string New = "Initial";
    private const string Submitted = nameof(ExecutionStateMachine.Submitted);
    private const string Started = nameof(ExecutionStateMachine.RunStarted);
    private const string Finished = nameof(ExecutionStateMachine.RunFinished);
    private const string FinishedLate = $"{Finished} at its limit";
    private const string Faulted = nameof(ExecutionStateMachine.RunFaulted);
    private const string FaultedStale = $"{Faulted} of an attempt that was overtaken";
    private const string FaultedLast = $"{Faulted} for the last time";
    private const string Lost = nameof(ExecutionStateMachine.Lost);
    private const string LeaseCheck = nameof(ExecutionStateMachine.LeaseCheck);
    private const string LeaseCheckHeld = $"{LeaseCheck} of a run that is held";
    private const string LeaseCheckLast = $"{LeaseCheck} after the last attempt";
    private const string QueueTimeout = nameof(ExecutionStateMachine.QueueTimeout);
    private const string QueueTimeoutHeld = $"{QueueTimeout} of a run that is held";
    private const string BackOff = nameof(ExecutionStateMachine.BackOff);
    private const string BackOffCancelled = $"{BackOff} that was cancelled";

    public static TheoryData<string, string, string, string> Table => new()
    {
        { New, Submitted, "QUEUED", "RunCode, QueueTimeout, LeaseCheck, ExecutionQueued 1, ExecutionAccepted QUEUED" },
        { New, Started, New, "" },
        { New, Finished, New, "" },
        { New, Faulted, New, "" },
        { New, Lost, "FAILED", "ExecutionFailed 3" },
        { New, LeaseCheck, New, "" },
        { New, QueueTimeout, New, "" },
        { New, BackOff, New, "" },

        { "QUEUED", Submitted, "QUEUED", "ExecutionAccepted QUEUED" },
        { "QUEUED", Started, "RUNNING", "ExecutionStarted 2, audit: ExecutionStarted 2" },
        { "QUEUED", Finished, "COMPLETED", "ExecutionStarted 2, ExecutionCompleted 3" },
        { "QUEUED", FinishedLate, "TIMEOUT", "ExecutionStarted 2, ExecutionTimedOut 3" },
        { "QUEUED", LeaseCheck, "QUEUED", "RunCode, LeaseCheck" },
        { "QUEUED", BackOffCancelled, "QUEUED", "" },
        { "QUEUED", BackOff, "QUEUED", "RunCode, LeaseCheck" },
        { "QUEUED", Faulted, "QUEUED", "BackOff" },
        { "QUEUED", FaultedStale, "QUEUED", "" },
        { "QUEUED", FaultedLast, "FAILED", "ExecutionFailed 2" },
        { "QUEUED", LeaseCheckHeld, "QUEUED", "LeaseCheck" },
        { "QUEUED", LeaseCheckLast, "FAILED", "ExecutionFailed 2" },
        { "QUEUED", QueueTimeout, "FAILED", "ExecutionFailed 2" },
        { "QUEUED", QueueTimeoutHeld, "QUEUED", "" },
        { "QUEUED", Lost, "QUEUED", "" },

        { "RUNNING", Submitted, "RUNNING", "ExecutionAccepted RUNNING" },
        { "RUNNING", Started, "RUNNING", "" },
        { "RUNNING", Finished, "COMPLETED", "ExecutionCompleted 3" },
        { "RUNNING", FinishedLate, "TIMEOUT", "ExecutionTimedOut 3" },
        { "RUNNING", LeaseCheck, "RUNNING", "RunCode, QueueTimeout, LeaseCheck" },
        { "RUNNING", BackOffCancelled, "RUNNING", "" },
        { "RUNNING", BackOff, "RUNNING", "RunCode, QueueTimeout, LeaseCheck" },
        { "RUNNING", Faulted, "RUNNING", "BackOff" },
        { "RUNNING", FaultedStale, "RUNNING", "" },
        { "RUNNING", FaultedLast, "FAILED", "ExecutionFailed 3" },
        { "RUNNING", LeaseCheckHeld, "RUNNING", "LeaseCheck" },
        { "RUNNING", LeaseCheckLast, "FAILED", "ExecutionFailed 3" },
        { "RUNNING", QueueTimeout, "FAILED", "ExecutionFailed 3" },
        { "RUNNING", QueueTimeoutHeld, "RUNNING", "" },
        { "RUNNING", Lost, "RUNNING", "" },

        { "COMPLETED", Submitted, "COMPLETED", "ExecutionAccepted COMPLETED" },
        { "COMPLETED", Started, "COMPLETED", "" },
        { "COMPLETED", Finished, "COMPLETED", "" },
        { "COMPLETED", FinishedLate, "COMPLETED", "" },
        { "COMPLETED", Faulted, "COMPLETED", "" },
        { "COMPLETED", FaultedLast, "COMPLETED", "" },
        { "COMPLETED", LeaseCheck, "COMPLETED", "" },
        { "COMPLETED", QueueTimeout, "COMPLETED", "" },
        { "COMPLETED", BackOff, "COMPLETED", "" },
        { "COMPLETED", Lost, "COMPLETED", "" },

        { "TIMEOUT", Submitted, "TIMEOUT", "ExecutionAccepted TIMEOUT" },
        { "TIMEOUT", Started, "TIMEOUT", "" },
        { "TIMEOUT", Finished, "TIMEOUT", "" },
        { "TIMEOUT", FinishedLate, "TIMEOUT", "" },
        { "TIMEOUT", Faulted, "TIMEOUT", "" },
        { "TIMEOUT", FaultedLast, "TIMEOUT", "" },
        { "TIMEOUT", LeaseCheck, "TIMEOUT", "" },
        { "TIMEOUT", QueueTimeout, "TIMEOUT", "" },
        { "TIMEOUT", BackOff, "TIMEOUT", "" },
        { "TIMEOUT", Lost, "TIMEOUT", "" },

        { "FAILED", Submitted, "FAILED", "ExecutionAccepted FAILED" },
        { "FAILED", Started, "FAILED", "" },
        { "FAILED", Finished, "FAILED", "" },
        { "FAILED", FinishedLate, "FAILED", "" },
        { "FAILED", Faulted, "FAILED", "" },
        { "FAILED", FaultedLast, "FAILED", "" },
        { "FAILED", LeaseCheck, "FAILED", "" },
        { "FAILED", QueueTimeout, "FAILED", "" },
        { "FAILED", BackOff, "FAILED", "" },
        { "FAILED", Lost, "FAILED", "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_state_and_an_event_give_a_state_and_messages(string state, string @event, string stateAfter, string messages)
    {
        var id = Guid.NewGuid();
        await BringToAsync(id, state);
        if (@event is FaultedStale or BackOff)
        {
            await execution.TellAsync(ExecutionHarness.Faulted(id));
        }

        if (state == "RUNNING" && @event is QueueTimeout or QueueTimeoutHeld)
        {
            await execution.TellAsync(new LeaseCheckDue { ExecutionId = id });
        }

        execution.Attempts.Set(id, made: @event == LeaseCheckLast ? 6 : 0, held: @event is LeaseCheckHeld or QueueTimeoutHeld);
        var heardBefore = execution.Heard(id).Count;
        await TellAsync(id, @event);

        ((await execution.FindAsync(id))?.CurrentState ?? New).Should().Be(stateAfter);
        execution.Heard(id).Skip(heardBefore).Select(Describe).Should().Equal(messages.Split(", ", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_table_names_every_state_and_event_of_the_machine()
    {
        var machine = new ExecutionStateMachine(TimeProvider.System, new ScriptedAttempts(), Options.Create(new ExecutionOptions()));
        var pairs = machine.States.Where(state => state != machine.Final)
            .SelectMany(state => machine.Events.Select(@event => (state.Name, @event.Name.Split('.')[0])).Distinct());

        Table.Select(row => ((string)row[0], ((string)row[1]).Split(' ')[0])).Distinct().Should().BeEquivalentTo(pairs);
    }

    private async Task BringToAsync(Guid id, string state)
    {
        if (state == New)
        {
            return;
        }

        await execution.TellAsync(ExecutionHarness.Submission(id));
        Task toState = state switch
        {
            "RUNNING" => execution.TellAsync(ExecutionHarness.Started(id)),
            "COMPLETED" => execution.TellAsync(ExecutionHarness.Finished(id)),
            "TIMEOUT" => execution.TellAsync(ExecutionHarness.Finished(id, Termination.CpuLimit)),
            "FAILED" => execution.TellAsync(ExecutionHarness.Faulted(id, attempt: 6)),
            _ => Task.CompletedTask,
        };
        await toState;
    }

    private Task TellAsync(Guid id, string @event) => @event switch
    {
        Submitted => execution.TellAsync(ExecutionHarness.Submission(id)),
        Started => execution.TellAsync(ExecutionHarness.Started(id)),
        Finished => execution.TellAsync(ExecutionHarness.Finished(id)),
        FinishedLate => execution.TellAsync(ExecutionHarness.Finished(id, Termination.WallLimit)),
        FaultedLast => execution.TellAsync(ExecutionHarness.Faulted(id, attempt: 6)),
        Lost => execution.TellAsync(ExecutionHarness.Lost(id)),
        LeaseCheck or LeaseCheckHeld or LeaseCheckLast => execution.TellAsync(new LeaseCheckDue { ExecutionId = id }),
        QueueTimeout or QueueTimeoutHeld => execution.TellAsync(new QueueTimeExpired { ExecutionId = id }),
        BackOff or BackOffCancelled => execution.TellAsync(new BackOffEnded { ExecutionId = id }),
        _ => execution.TellAsync(ExecutionHarness.Faulted(id, attempt: 1)),
    };

    private static string Describe(object message) => message switch
    {
        ExecutionAccepted accepted => $"ExecutionAccepted {accepted.Status}",
        RunCode => "RunCode",
        ForAudit audited => $"audit: {Describe(audited.Message)}",
        Timer { Message: LeaseCheckDue } => LeaseCheck,
        Timer { Message: QueueTimeExpired } => QueueTimeout,
        Timer { Message: BackOffEnded } => BackOff,
        _ => $"{message.GetType().Name} {message.GetType().GetProperty("Seq")!.GetValue(message)}",
    };
}
