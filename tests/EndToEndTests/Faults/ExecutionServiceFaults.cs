using CodeExec.EndToEndTests.Services;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class ExecutionServiceFaults(Servers servers)
{
    private const int MustRun = 10;

    // More than must run, for a subscriber hears of some ends before the crash, and of no start after it.
    private const int Slots = 8;

    // Of those that run, so many may end before the crash.
    private const int MostCommits = 2;

    private const int KilledBySignal = 128 + 9; // SIGKILL, signal(7)

    [Fact]
    public async Task An_execution_service_that_is_killed_between_commit_and_publish_or_anywhere_leaves_no_run_stuck()
    {
        var (runs, kills) = (Scale.Of(Scale.FewRuns, 500), Scale.Of(2, 50));
        var replicas = new Replicas(Runners: 3) { ExecutionService = "tests/CrashingExecutionService" };
        await using var system = await FaultySystem.StartAsync(servers, replicas, ("Runner__Slots", $"{Slots}"));
        var service = system.Deployment.Executions[0];
        await system.SubmitAsync(await system.CreateSessionAsync(seconds: 6), runs);

        var (crashes, fewest) = (0, int.MaxValue);
        for (var kill = 0; kill < kills; kill++)
        {
            fewest = Math.Min(fewest, await system.RunningAsync(MustRun));
            await service.KillAsync();
            if (++kill < kills)
            {
                await service.LaunchAgainAsync(("CRASH_AFTER_COMMITS", $"{1 + (kill / 2 % MostCommits)}"));
                await WaitForCrashAsync(service);
                fewest = Math.Min(fewest, system.Subscriber.Running);
                crashes++;
            }

            await service.LaunchAgainAsync();
            await service.WaitUntilReadyAsync();
        }

        var took = await system.AllEndAsync(TimeSpan.FromSeconds(Scale.Full ? 600 : 120));
        await system.HoldsAsync();
        crashes.Should().Be(kills / 2);
        fewest.Should().BeGreaterThanOrEqualTo(MustRun);
        FaultReport.Row($"kill -9 of an ExecutionService, {kills} times, {crashes} of them between commit and publish, at least {fewest} RUNNING each time", runs,
            $"all ended {took.TotalSeconds:0} s after the last kill; {system.CountOf("COMPLETED")} COMPLETED; 0 stuck");
    }

    private static async Task WaitForCrashAsync(ServiceProcess service)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await service.Process.WaitForExitAsync(late.Token);
        service.Process.ExitCode.Should().Be(KilledBySignal, "the crash point was hit");
    }
}
