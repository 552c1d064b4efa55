using System.Text.Json.Nodes;
using CodeExec.Contracts.Runs;
using CodeExec.IntegrationTests.RunStore;
using CodeExec.RunStore;
using CodeExec.Tests.RedisSagas;

namespace CodeExec.IntegrationTests.Executions;

/// <summary>Nobody runs anything here: the timers in Redis end what was accepted.</summary>
public sealed class ExecutionTimerTests(ExecutionTimerTests.Impatient service) : IClassFixture<ExecutionTimerTests.Impatient>
{
    [Fact]
    public async Task A_run_that_no_runner_takes_is_FAILED()
    {
        var id = await service.SubmitAsync();

        var failed = await FailedAsync(id);

        failed["reason"]!.GetValue<string>().Should().Be("No runner took the program within 2 s.");
        failed["attempts"]!.GetValue<int>().Should().Be(0);
        // Nobody waits for the claim to be closed: a runner that comes meanwhile runs in vain.
        await Eventually.BecomesTrueAsync(async () => (await service.Claims.ClaimAsync(id, "late-runner", TimeSpan.FromMinutes(1), redelivered: true)).Outcome == ClaimOutcome.Over);
    }

    [Fact]
    public async Task A_runner_that_vanishes_is_noticed()
    {
        var id = await service.SubmitAsync(wallTime: TimeSpan.FromMilliseconds(100));
        await service.Claims.ClaimAsync(id, "runner-1", TimeSpan.FromMilliseconds(1), redelivered: false);
        await service.ReportAsync(new CodeRunStarted { ExecutionId = id, Attempt = 1, Runner = "runner-1", StartedAt = TimeProvider.System.GetUtcNow() });

        var failed = await FailedAsync(id);

        failed["reason"]!.GetValue<string>().Should().Be("No runner took the program within 2 s. Runner runner-1 vanished during attempt 1.");
        failed["attempts"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task A_run_that_is_held_is_left_alone()
    {
        var id = await service.SubmitAsync(wallTime: TimeSpan.FromMilliseconds(100));
        var (_, claim) = await service.Claims.ClaimAsync(id, "runner-1", TimeSpan.FromSeconds(4), redelivered: false);

        var failed = await service.GetUntilAsync($"/executions/{id}", answer => (string?)answer["status"] == "FAILED");

        // Not at the end of the queue's time, 2 s, but when the lease was over and two seconds more had passed.
        (failed["finished_at"]!.GetValue<DateTimeOffset>() - failed["created_at"]!.GetValue<DateTimeOffset>()).Should().BeGreaterThan(TimeSpan.FromSeconds(5));
        failed["attempts"]!.GetValue<int>().Should().Be(claim!.Attempt);
    }

    private Task<JsonObject> FailedAsync(Guid id) => service.GetUntilAsync($"/executions/{id}", answer => (string?)answer["status"] == "FAILED");

    public sealed class Impatient : ExecutionServiceHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Executions:QueueTimeout"] = "00:00:02",
            ["Executions:LeaseCheckMargin"] = "00:00:01",
        };
    }
}
