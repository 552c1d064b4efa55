using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.Lifecycle;
using static CodeExec.HarnessTests.Executions.ExecutionHarness;

namespace CodeExec.HarnessTests.Executions;

public sealed class ExecutionLifecycleTests(ExecutionHarness execution) : IClassFixture<ExecutionHarness>
{
    [Fact]
    public async Task A_run_is_dispatched_with_all_that_was_submitted()
    {
        var submission = Submission(Guid.NewGuid());

        await execution.TellAsync(submission);

        Heard<RunCode>(submission.ExecutionId).Should().ContainSingle().Which.Should().BeEquivalentTo(submission, same => same.ExcludingMissingMembers());
    }

    [Fact]
    public async Task A_report_of_the_end_alone_tells_of_the_start_too()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        await execution.TellAsync(Finished(id));
        await execution.TellAsync(Started(id));

        Heard<ExecutionStarted>(id).Should().ContainSingle().Which.Transitions.Select(transition => transition.Status)
            .Should().Equal("QUEUED", "RUNNING");
        var completed = Heard<ExecutionCompleted>(id).Should().ContainSingle().Subject;
        completed.Transitions.Should().SatisfyRespectively(
            queued => queued.Should().BeEquivalentTo(new { Seq = 1, Status = "QUEUED", Attempt = (int?)null, Runner = (string?)null }),
            running => running.Should().BeEquivalentTo(new { Seq = 2, Status = "RUNNING", At = Noon.AddSeconds(1), Attempt = 1, Runner = "runner-1" }),
            ended => ended.Should().BeEquivalentTo(new { Seq = 3, Status = "COMPLETED", At = Noon.AddSeconds(1.5), Attempt = 1, Runner = "runner-1" }));
        completed.Result.Should().BeEquivalentTo(Finished(id).Result);
    }

    [Fact]
    public async Task The_first_verdict_wins()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        await execution.TellAsync(Finished(id, attempt: 2));
        await execution.TellAsync(Finished(id, Termination.WallLimit, attempt: 1));

        Heard<ExecutionCompleted>(id).Should().ContainSingle().Which.Transitions[^1].Attempt.Should().Be(2);
        Heard<ExecutionTimedOut>(id).Should().BeEmpty();
        (await execution.FindAsync(id))!.Transitions.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(Termination.WallLimit, "wall-clock")]
    [InlineData(Termination.CpuLimit, "CPU")]
    public async Task A_program_at_its_time_limit_is_a_TIMEOUT_that_names_the_limit(string termination, string named)
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        await execution.TellAsync(Finished(id, termination));

        var timedOut = Heard<ExecutionTimedOut>(id).Should().ContainSingle().Subject;
        timedOut.Transitions[^1].Should().BeEquivalentTo(new { Seq = 3, Status = "TIMEOUT" });
        timedOut.Transitions[^1].Reason.Should().Contain(named);
        timedOut.Result.Stdout.Content.Text.Should().Be("1\n");
    }

    [Theory]
    [InlineData(Termination.Signaled)]
    [InlineData(Termination.MemoryLimit)]
    [InlineData(Termination.CompileError)]
    [InlineData("something_new")]
    public async Task A_program_that_ended_any_other_way_is_COMPLETED(string termination)
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        await execution.TellAsync(Finished(id, termination));

        Heard<ExecutionCompleted>(id).Should().ContainSingle().Which.Result.Termination.Should().Be(termination);
    }

    [Fact]
    public async Task Five_faults_are_tried_again_and_the_sixth_fails_the_execution()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            await execution.TellAsync(Faulted(id, attempt));
            await execution.TellAsync(new BackOffEnded { ExecutionId = id });
        }

        Heard<RunCode>(id).Should().HaveCount(6);
        Heard<RunCode>(id).Where(run => run.IsFirst).Should().ContainSingle();
        var failed = Heard<ExecutionFailed>(id).Should().ContainSingle().Subject;
        failed.Should().BeEquivalentTo(new { Seq = 2, Attempts = 6 });
        failed.Reason.Should().EndWith("fault 6");
        failed.Transitions[^1].Should().BeEquivalentTo(new { Status = "FAILED", At = Noon.AddSeconds(6), Attempt = 6, Runner = "runner-6", failed.Reason });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_run_is_tried_again_as_often_as_is_set(int retries)
    {
        var other = new ExecutionHarness(new ExecutionOptions { Retries = retries });
        await other.InitializeAsync();
        var id = Guid.NewGuid();

        await other.TellAsync(Submission(id));
        for (var attempt = 1; attempt <= retries + 1; attempt++)
        {
            await other.TellAsync(Faulted(id, attempt));
            await other.TellAsync(new BackOffEnded { ExecutionId = id });
        }

        var heard = other.Heard(id);
        heard.OfType<RunCode>().Should().HaveCount(retries + 1).And.OnlyContain(run => run.MaxAttempts == retries + 1);
        heard.OfType<ExecutionFailed>().Should().ContainSingle().Which.Reason.Should().StartWith($"All {retries + 1} attempts failed.");
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_refused_seventh_attempt_fails_with_what_the_one_before_said()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        await execution.TellAsync(Faulted(id, attempt: 5));
        await execution.TellAsync(Faulted(id, attempt: 7));

        var failed = Heard<ExecutionFailed>(id).Should().ContainSingle().Subject;
        failed.Attempts.Should().Be(6);
        failed.Reason.Should().EndWith("fault 5");
    }

    [Fact]
    public async Task A_fault_that_is_told_twice_or_late_is_tried_again_once()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        await execution.TellAsync(Faulted(id, attempt: 1));
        await execution.TellAsync(Faulted(id, attempt: 1));
        await execution.TellAsync(Started(id, attempt: 3));
        await execution.TellAsync(Faulted(id, attempt: 2));

        Timers<BackOffEnded>(id).Should().Be(1);
    }

    [Fact]
    public async Task A_message_that_nobody_took_spends_no_attempt_and_waits_no_longer_than_it_may()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        for (var check = 0; check < 10; check++)
        {
            await execution.TellAsync(new LeaseCheckDue { ExecutionId = id });
        }

        Heard<RunCode>(id).Should().HaveCount(11);
        Timers<QueueTimeExpired>(id).Should().Be(1, "no dispatch begins the wait anew");
        await execution.TellAsync(new QueueTimeExpired { ExecutionId = id });
        var failed = Heard<ExecutionFailed>(id).Should().ContainSingle().Subject;
        failed.Should().BeEquivalentTo(new { Seq = 2, Attempts = 0, Reason = "No runner took the program within 300 s." });
    }

    [Fact]
    public async Task An_execution_that_lost_its_timers_is_dispatched_and_waits_for_a_runner_anew()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        await execution.TellAsync(new LeaseCheckDue { ExecutionId = id, Idle = true });

        Heard<RunCode>(id).Should().HaveCount(2);
        Heard<RunCode>(id).Where(run => run.IsFirst).Should().ContainSingle();
        Timers<QueueTimeExpired>(id).Should().Be(2);
        Timers<LeaseCheckDue>(id).Should().Be(2);
    }

    [Fact]
    public async Task Six_runners_that_vanish_fail_the_execution()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            await execution.TellAsync(Started(id, attempt));
            execution.Attempts.Set(id, attempt, held: false);
            await execution.TellAsync(new LeaseCheckDue { ExecutionId = id });
        }

        Heard<RunCode>(id).Should().HaveCount(6);
        var failed = Heard<ExecutionFailed>(id).Should().ContainSingle().Subject;
        failed.Should().BeEquivalentTo(new { Seq = 3, Attempts = 6, Reason = "All 6 attempts failed. The last: Runner runner-6 vanished during attempt 6." });
    }

    [Fact]
    public async Task Attempts_are_six_in_all_however_each_was_lost_and_a_message_that_nobody_took_is_none()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            await execution.TellAsync(new LeaseCheckDue { ExecutionId = id }); // the message got lost
            execution.Attempts.Set(id, attempt, held: false);
            if (attempt % 2 == 0)
            {
                await execution.TellAsync(new LeaseCheckDue { ExecutionId = id });
            }
            else
            {
                await execution.TellAsync(Faulted(id, attempt));
                await execution.TellAsync(new BackOffEnded { ExecutionId = id });
            }
        }

        Heard<RunCode>(id).Should().HaveCount(12);
        Heard<RunCode>(id).Where(run => run.IsFirst).Should().ContainSingle();
        Heard<ExecutionFailed>(id).Should().ContainSingle().Which.Attempts.Should().Be(6);
    }

    [Fact]
    public async Task A_fault_that_is_told_after_its_runner_vanished_is_stale()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        await execution.TellAsync(Started(id));
        execution.Attempts.Set(id, made: 1, held: false);
        await execution.TellAsync(new LeaseCheckDue { ExecutionId = id });
        await execution.TellAsync(Faulted(id));

        Timers<BackOffEnded>(id).Should().Be(0);
        (await execution.FindAsync(id))!.Attempt.Should().Be(2);
    }

    [Theory]
    [InlineData(0, 35)]
    [InlineData(1, 70)]
    [InlineData(2, 140)]
    [InlineData(3, 280)]
    [InlineData(9, 280)]
    public void Each_dispatch_that_nobody_takes_is_looked_after_later(int untaken, int seconds)
    {
        var saga = new ExecutionSaga { Submission = Submission(Guid.NewGuid()), UntakenDispatches = untaken };

        saga.LeaseCheck(new ExecutionOptions()).Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(2, 0.2)]
    [InlineData(3, 1)]
    [InlineData(4, 3)]
    [InlineData(5, 10)]
    [InlineData(6, 30)]
    public void The_pause_before_an_attempt_grows(int attempt, double seconds)
    {
        var saga = new ExecutionSaga { Attempt = attempt };

        saga.BackOff().TotalSeconds.Should().BeInRange(seconds * 0.8, seconds * 1.2);
    }

    [Fact]
    public async Task What_the_store_lost_is_FAILED_and_never_run_again()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Lost(id));
        await execution.TellAsync(Submission(id));

        Heard<RunCode>(id).Should().BeEmpty();
        Heard<ExecutionAccepted>(id).Should().ContainSingle().Which.Status.Should().Be("FAILED");
        var failed = Heard<ExecutionFailed>(id).Should().ContainSingle().Subject;
        failed.Transitions.Should().StartWith(Lost(id).Transitions);
        failed.Should().BeEquivalentTo(new { Seq = 3, Attempts = 1, Reason = "The store lost the execution before it ended." });
    }

    [Fact]
    public async Task What_was_lost_leaves_room_for_a_start_that_the_audit_has_not_heard_of_yet()
    {
        var id = Guid.NewGuid();
        var lost = Lost(id);

        await execution.TellAsync(lost with { Transitions = [lost.Transitions[0]] });

        var failed = Heard<ExecutionFailed>(id).Should().ContainSingle().Subject;
        failed.Seq.Should().Be(3);
        failed.Transitions.Select(transition => transition.Seq).Should().Equal(1, 3);
    }

    [Fact]
    public async Task An_execution_that_ended_leaves_no_timer_and_no_claim()
    {
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id));
        var closedBefore = execution.Attempts.IsClosed(id);
        await execution.TellAsync(Finished(id));

        closedBefore.Should().BeFalse();
        execution.Attempts.IsClosed(id).Should().BeTrue();
        (await execution.FindAsync(id)).Should().BeEquivalentTo(new { QueueTimeoutToken = (Guid?)null, LeaseCheckToken = (Guid?)null, BackOffToken = (Guid?)null });
    }

    private int Timers<T>(Guid id) => Heard<Timer>(id).Count(timer => timer.Message is T);

    private IEnumerable<T> Heard<T>(Guid id) => execution.Heard(id).OfType<T>();
}
