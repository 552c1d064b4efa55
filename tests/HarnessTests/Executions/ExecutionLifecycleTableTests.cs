using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.Lifecycle;

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

    public static TheoryData<string, string, string, string> Table => new()
    {
        { New, Submitted, "QUEUED", "RunCode, ExecutionQueued 1, ExecutionAccepted QUEUED" },
        { New, Started, New, "" },
        { New, Finished, New, "" },
        { New, Faulted, New, "" },

        { "QUEUED", Submitted, "QUEUED", "ExecutionAccepted QUEUED" },
        { "QUEUED", Started, "RUNNING", "ExecutionStarted 2" },
        { "QUEUED", Finished, "COMPLETED", "ExecutionStarted 2, ExecutionCompleted 3" },
        { "QUEUED", FinishedLate, "TIMEOUT", "ExecutionStarted 2, ExecutionTimedOut 3" },
        { "QUEUED", Faulted, "QUEUED", "RunCode" },
        { "QUEUED", FaultedStale, "QUEUED", "" },
        { "QUEUED", FaultedLast, "FAILED", "ExecutionFailed 2" },

        { "RUNNING", Submitted, "RUNNING", "ExecutionAccepted RUNNING" },
        { "RUNNING", Started, "RUNNING", "" },
        { "RUNNING", Finished, "COMPLETED", "ExecutionCompleted 3" },
        { "RUNNING", FinishedLate, "TIMEOUT", "ExecutionTimedOut 3" },
        { "RUNNING", Faulted, "RUNNING", "RunCode" },
        { "RUNNING", FaultedStale, "RUNNING", "" },
        { "RUNNING", FaultedLast, "FAILED", "ExecutionFailed 3" },

        { "COMPLETED", Submitted, "COMPLETED", "ExecutionAccepted COMPLETED" },
        { "COMPLETED", Started, "COMPLETED", "" },
        { "COMPLETED", Finished, "COMPLETED", "" },
        { "COMPLETED", FinishedLate, "COMPLETED", "" },
        { "COMPLETED", Faulted, "COMPLETED", "" },
        { "COMPLETED", FaultedLast, "COMPLETED", "" },

        { "TIMEOUT", Submitted, "TIMEOUT", "ExecutionAccepted TIMEOUT" },
        { "TIMEOUT", Started, "TIMEOUT", "" },
        { "TIMEOUT", Finished, "TIMEOUT", "" },
        { "TIMEOUT", FinishedLate, "TIMEOUT", "" },
        { "TIMEOUT", Faulted, "TIMEOUT", "" },
        { "TIMEOUT", FaultedLast, "TIMEOUT", "" },

        { "FAILED", Submitted, "FAILED", "ExecutionAccepted FAILED" },
        { "FAILED", Started, "FAILED", "" },
        { "FAILED", Finished, "FAILED", "" },
        { "FAILED", FinishedLate, "FAILED", "" },
        { "FAILED", Faulted, "FAILED", "" },
        { "FAILED", FaultedLast, "FAILED", "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_state_and_an_event_give_a_state_and_messages(string state, string @event, string stateAfter, string messages)
    {
        var id = Guid.NewGuid();
        await BringToAsync(id, state);
        if (@event == FaultedStale)
        {
            await execution.TellAsync(ExecutionHarness.Faulted(id));
        }

        var heardBefore = execution.Heard(id).Count;
        await TellAsync(id, @event);

        ((await execution.FindAsync(id))?.CurrentState ?? New).Should().Be(stateAfter);
        execution.Heard(id).Skip(heardBefore).Select(Describe).Should().Equal(messages.Split(", ", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_table_names_every_state_and_event_of_the_machine()
    {
        var machine = new ExecutionStateMachine(TimeProvider.System);
        var pairs = machine.States.Where(state => state != machine.Final)
            .SelectMany(state => machine.Events.Select(@event => (state.Name, @event.Name)));

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
        _ => execution.TellAsync(ExecutionHarness.Faulted(id, attempt: 1)),
    };

    private static string Describe(object message) => message switch
    {
        ExecutionAccepted accepted => $"ExecutionAccepted {accepted.Status}",
        RunCode => "RunCode",
        _ => $"{message.GetType().Name} {message.GetType().GetProperty("Seq")!.GetValue(message)}",
    };
}
