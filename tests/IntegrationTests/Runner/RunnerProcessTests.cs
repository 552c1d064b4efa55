using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.RunnerService.Runs;
using CodeExec.RunStore;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>Runners that are killed and stopped in the middle of runs.</summary>
public sealed class RunnerProcessTests(RunnerProcesses runners) : IClassFixture<RunnerProcesses>
{
    private const string Poison = "import time; time.sleep(60)";

    [Fact]
    public async Task A_run_that_kills_its_runner_takes_no_other_run_with_it()
    {
        await runners.StartAsync();
        var poison = await runners.SendAsync(Poison);
        var innocents = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => runners.SendAsync("import time; time.sleep(0.2); print('done')")));

        for (var death = 1; death <= RunClaims.UsualAttempts; death++)
        {
            await runners.UntilAsync(reports => Attempts(reports, poison) == death);
            await runners.KillAsync(runners.Reports.OfType<CodeRunStarted>().Last(start => start.ExecutionId == poison).Runner);
            await runners.StartAsync();
        }

        // The last attempt's lease outlives it; what is asked for after that is refused.
        while (!runners.Reports.OfType<CodeRunFaulted>().Any(fault => fault.ExecutionId == poison))
        {
            await Task.Delay(HeldClaim.Lease / 3, TimeProvider.System);
            await runners.SendAsync(Poison, poison);
        }

        await runners.UntilAsync(reports => innocents.All(innocent => reports.OfType<CodeRunFinished>().Any(end => end.ExecutionId == innocent)));
        runners.Reports.OfType<CodeRunFaulted>().Should().OnlyContain(fault => fault.ExecutionId == poison && fault.Attempt == RunClaims.UsualAttempts + 1);
        runners.Reports.OfType<CodeRunFinished>().Should().AllSatisfy(end => end.Result.Termination.Should().Be(Termination.Exited));
        // Two deaths are borne together; from then on the poison dies alone.
        runners.Reports.OfType<CodeRunFinished>().Max(end => end.Attempt).Should().BeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_runner_that_is_stopped_hands_back_what_it_cannot_finish_and_no_attempt_is_spent()
    {
        await runners.StartAsync();
        await runners.StartAsync();
        var run = await runners.SendAsync("import time; time.sleep(10); print('done')");
        await runners.UntilAsync(reports => Attempts(reports, run) == 1);
        var stopped = runners.Reports.OfType<CodeRunStarted>().Single(start => start.ExecutionId == run).Runner;

        await runners.StopAsync(stopped);

        await runners.UntilAsync(reports => reports.OfType<CodeRunFinished>().Any(end => end.ExecutionId == run));
        var finished = runners.Reports.OfType<CodeRunFinished>().Single(end => end.ExecutionId == run);
        (finished.Attempt, finished.Result.Stdout.Content.Text).Should().Be((1, "done\n"));
        finished.Runner.Should().NotBe(stopped);
        runners.Reports.OfType<CodeRunFaulted>().Should().NotContain(fault => fault.ExecutionId == run);
    }

    private static int Attempts(IEnumerable<object> reports, Guid run) =>
        reports.OfType<CodeRunStarted>().Where(start => start.ExecutionId == run).Select(start => start.Attempt).DefaultIfEmpty().Max();
}
