using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Lifecycle;
using CsCheck;
using static CodeExec.HarnessTests.Executions.ExecutionHarness;

namespace CodeExec.HarnessTests.Executions;

/// <summary>Whatever is told to the machine, in whatever order and how often: an execution ends once, and its story has no hole.</summary>
public sealed class ExecutionPropertyTests(ExecutionHarness execution) : IClassFixture<ExecutionHarness>
{
    private const int Batches = 100;
    private const int SequencesInBatch = 100;

    // More than six attempts can need, each found lost, and a wait that ends.
    private const int MostTimers = 20;

    private static readonly string[] Ends = [ExecutionStatus.Completed, ExecutionStatus.Failed, ExecutionStatus.Timeout];

    private static readonly string[] Paths = ["QUEUED RUNNING COMPLETED", "QUEUED RUNNING TIMEOUT", "QUEUED RUNNING FAILED", "QUEUED FAILED"];

    private static readonly Gen<Step> Steps = Gen.OneOf(
        Gen.Const<Step>(new Step.Submit()),
        Gen.Int[1, 6].Select(attempt => (Step)new Step.Start(attempt)),
        Gen.Int[1, 6].Select(attempt => (Step)new Step.Finish(attempt, Termination.Exited)),
        Gen.Int[1, 6].Select(attempt => (Step)new Step.Finish(attempt, Termination.WallLimit)),
        Gen.Int[1, 7].Select(attempt => (Step)new Step.Fault(attempt)),
        Gen.Const<Step>(new Step.BackOff()),
        Gen.Const<Step>(new Step.Lose()),
        Gen.Select(Gen.Int[0, 6], Gen.Bool, (made, held) => (Step)new Step.LeaseCheck(made, held)),
        Gen.Select(Gen.Int[0, 6], Gen.Bool, (made, held) => (Step)new Step.QueueTimeout(made, held)));

    [Fact]
    public async Task Every_execution_ends_once_and_without_a_gap()
    {
        await Steps.Array[0, 10].Array[SequencesInBatch].SampleAsync(
            batch => Task.WhenAll(batch.Select(LiveAsync)),
            iter: Batches,
            threads: 1);
    }

    private async Task LiveAsync(Step[] steps)
    {
        var id = Guid.NewGuid();
        var statuses = new List<string>();
        // Reports may overtake the submission only in the mind of a broken sender; here everyone may be early.
        foreach (var step in steps.Append(new Step.Submit()))
        {
            await TellAsync(id, step);
            await CheckAsync(id, statuses);
        }

        for (var fired = 0; !Ends.Contains(statuses[^1]); fired++)
        {
            Assert.True(fired < MostTimers, "The timers alone must end it.");
            await FireAsync(id, fired);
            await CheckAsync(id, statuses);
        }

        await CheckMessagesAsync(id);
    }

    private async Task CheckAsync(Guid id, List<string> statuses)
    {
        // Assert, not Should(): 200,000 checks.
        if (await execution.FindAsync(id) is not { } saga)
        {
            Assert.True(statuses.Count == 0, "An execution never vanishes.");
            return;
        }

        var now = saga.Transitions.Select(transition => transition.Status).ToList();
        Assert.True(now.Take(statuses.Count).SequenceEqual(statuses), "What has happened stays.");
        Assert.True(statuses.Count == now.Count || statuses.Count == 0 || !Ends.Contains(statuses[^1]), "An end is the end.");
        Assert.True(saga.Transitions.Select(transition => transition.Seq).SequenceEqual(Enumerable.Range(1, now.Count)), "Seq has no gap.");
        Assert.True(saga.CurrentState == now[^1], "The state is that of the last transition.");
        var armed = saga.QueueTimeoutToken is not null || saga.LeaseCheckToken is not null || saga.BackOffToken is not null;
        Assert.True(armed != saga.IsFinished(), "What is open has a timer, what has ended has none.");
        statuses.Clear();
        statuses.AddRange(now);
    }

    private async Task CheckMessagesAsync(Guid id)
    {
        var saga = (await execution.FindAsync(id))!;
        var path = string.Join(' ', saga.Transitions.Select(transition => transition.Status));
        Assert.Contains(path, Paths);
        var events = execution.Heard(id)
            .Select(message => (Event: message, Seq: message.GetType().GetProperty("Seq")?.GetValue(message) as int?))
            .Where(message => message.Seq is not null)
            .ToList();
        Assert.True(events.DistinctBy(message => message.Seq).Count() == events.Count, "Each change is told once.");
        Assert.True(events[^1].Seq == saga.Transitions.Count, "The end is told last.");
        foreach (var (told, seq) in events)
        {
            var transitions = (IEnumerable<ExecutionTransition>)told.GetType().GetProperty("Transitions")!.GetValue(told)!;
            Assert.True(transitions.SequenceEqual(saga.Transitions.Take(seq!.Value)), "An event tells all that came before.");
        }
    }

    // As time would: a pause ends before a lease is looked for, and that before the wait is over. No runner is left.
    private async Task FireAsync(Guid id, int fired)
    {
        var saga = (await execution.FindAsync(id))!;
        var made = saga.Attempt - 1;
        Step step = saga.BackOffToken is not null ? new Step.BackOff()
            : saga.LeaseCheckToken is not null && fired % 4 != 3 ? new Step.LeaseCheck(made, Held: false)
            : new Step.QueueTimeout(made, Held: false);
        await TellAsync(id, step);
    }

    private Task TellAsync(Guid id, Step step)
    {
        switch (step)
        {
            case Step.Submit: return execution.TellAsync(Submission(id));
            case Step.Start start: return execution.TellAsync(Started(id, start.Attempt));
            case Step.Finish finish: return execution.TellAsync(Finished(id, finish.Termination, finish.Attempt));
            case Step.Fault fault: return execution.TellAsync(Faulted(id, fault.Attempt));
            case Step.BackOff: return execution.TellAsync(new BackOffEnded { ExecutionId = id });
            case Step.Lose: return execution.TellAsync(Lost(id));
            case Step.LeaseCheck check:
                execution.Attempts.Set(id, check.Made, check.Held);
                return execution.TellAsync(new LeaseCheckDue { ExecutionId = id });
            case Step.QueueTimeout late:
                execution.Attempts.Set(id, late.Made, late.Held);
                return execution.TellAsync(new QueueTimeExpired { ExecutionId = id });
            default: throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private abstract record Step
    {
        public sealed record Submit : Step;

        public sealed record Start(int Attempt) : Step;

        public sealed record Finish(int Attempt, string Termination) : Step;

        public sealed record Fault(int Attempt) : Step;

        public sealed record BackOff : Step;

        public sealed record Lose : Step;

        public sealed record LeaseCheck(int Made, bool Held) : Step;

        public sealed record QueueTimeout(int Made, bool Held) : Step;
    }
}
