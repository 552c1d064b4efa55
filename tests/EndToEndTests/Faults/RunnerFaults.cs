using CodeExec.EndToEndTests.Services;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class RunnerFaults(Servers servers)
{
    // Enough slots that the ten runs which must be under way are.
    private const int Runners = 4;
    private const int MustRun = 10;

    [Fact]
    public async Task Runners_that_are_killed_lose_no_run_and_double_none()
    {
        // A thousand in flight, and enough that they last until a runner has started a hundred times.
        var (runs, kills) = (Scale.Of(Scale.FewRuns, 2400), Scale.Of(2, 100));
        // They wait for each other longer than the five minutes that are shipped; the last would end by that.
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Runners: Runners), ("Executions__QueueTimeout", "00:30:00"));
        var session = await system.CreateSessionAsync(seconds: 3);
        await system.SubmitAsync(session, runs);

        var fewest = int.MaxValue;
        for (var kill = 0; kill < kills; kill++)
        {
            var runner = system.Deployment.Runners[$"runner-{kill % Runners}"];
            await runner.WaitUntilReadyAsync();
            // At full scale over the whole time that the runs take.
            var ended = Scale.Full ? (runs - (2 * MustRun)) * kill / kills : 0;
            system.Leftovers.Note();
            fewest = Math.Min(fewest, await system.RunningAsync(MustRun, ended));
            await runner.KillAsync();
            await runner.LaunchAgainAsync();
        }

        var took = await system.AllEndAsync(TimeSpan.FromSeconds(Scale.Full ? 600 : 120));
        await system.HoldsAsync();
        fewest.Should().BeGreaterThanOrEqualTo(MustRun);
        FaultReport.Row($"kill -9 of a runner, {kills} times, at least {fewest} RUNNING each time", runs,
            $"all ended {took.TotalSeconds:0} s after the last kill; {system.CountOf("COMPLETED")} COMPLETED, {system.CountOf("FAILED")} FAILED after six attempts; 0 lost, 0 twice");
    }

    [Fact]
    public async Task A_run_that_kills_its_runner_is_the_only_one_that_fails()
    {
        var innocents = Scale.Of(Scale.FewRuns, 100);
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Runners: 2));
        await using var claims = await Claims.ConnectAsync(servers.Redis);
        var poison = await system.SubmitAsync(await system.CreateSessionAsync(seconds: 9));
        await system.SubmitAsync(await system.CreateSessionAsync(seconds: 0.5), innocents);

        var kills = 0;
        while (!system.Subscriber.HasEnded(poison))
        {
            if (await claims.HolderAsync(poison, attempt: kills + 1) is { } holder)
            {
                var runner = system.Deployment.Runners[holder];
                system.Leftovers.Note();
                await runner.KillAsync();
                await runner.LaunchAgainAsync();
                kills++;
            }
        }

        await system.AllEndAsync(TimeSpan.FromSeconds(Scale.Full ? 300 : 120));
        await system.HoldsAsync();
        (system.CountOf("COMPLETED"), system.CountOf("FAILED")).Should().Be((innocents, 1), "{0}", system.Failures());
        using var management = new HttpClient { BaseAddress = system.Deployment.Executions[0].ManagementUrl };
        await Eventually.IsTrueAsync(async () => (await management.GetAsync(new Uri($"/dead-letters/{poison}", UriKind.Relative))).IsSuccessStatusCode);
        FaultReport.Row("one run that kills its runner", innocents, $"{innocents} COMPLETED; the poison FAILED after {kills} deaths, and is kept as a dead letter");
    }
}
