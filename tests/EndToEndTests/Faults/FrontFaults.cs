using CodeExec.EndToEndTests.Services;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class FrontFaults(Servers servers)
{
    [Fact]
    public async Task Clients_that_repeat_with_their_key_get_one_execution_each_whatever_dies_before_them()
    {
        var (runs, kills) = (Scale.Of(Scale.FewRuns, 500), Scale.Of(2, 20));
        await using var system = await FaultySystem.StartAsync(servers);
        var session = await system.CreateSessionAsync(seconds: 0.1);
        var dying = Task.Run(async () =>
        {
            for (var kill = 0; kill < kills; kill++)
            {
                var front = kill % 2 == 0 ? system.Deployment.Sessions[0] : system.Deployment.Gateways[0];
                var before = system.Accepted.Count;
                await Eventually.IsTrueAsync(() => Task.FromResult(system.Accepted.Count > before));
                await front.KillAsync();
                await front.LaunchAgainAsync();
                await front.WaitUntilReadyAsync();
            }
        });

        // One after another, so that some are under way at every kill.
        var submitted = 0;
        while (submitted < runs || !dying.IsCompleted)
        {
            await system.SubmitAsync(session, 10);
            submitted += 10;
        }

        await dying;
        await system.AllEndAsync(TimeSpan.FromSeconds(120));
        await system.HoldsAsync();
        (await system.CountInAuditAsync(session)).Should().Be(submitted);
        system.CountOf("COMPLETED").Should().Be(submitted);
        FaultReport.Row($"kill -9 of the gateway and of SessionService in turn, {kills} times", submitted,
            $"exactly {submitted} executions, all COMPLETED; clients met {system.Client.Refusals.GetValueOrDefault(0)} broken connections and {system.Client.Refusals.Where(refusal => refusal.Key > 0).Sum(refusal => refusal.Value)} refusals");
    }

    [Fact]
    public async Task A_rolling_restart_of_everything_is_seen_by_no_client()
    {
        var runs = Scale.Of(Scale.FewRuns, 200);
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Gateways: 2, Sessions: 2, Executions: 2, Runners: 2));
        var session = await system.CreateSessionAsync(seconds: 1);
        var deployment = system.Deployment;
        var restarts = Task.Run(async () =>
        {
            foreach (var process in deployment.Gateways.Concat(deployment.Sessions).Concat(deployment.Executions).Concat(deployment.Runners.Values))
            {
                await process.StopAsync(TimeSpan.FromSeconds(60));
                await process.LaunchAgainAsync();
                await process.WaitUntilReadyAsync();
            }
        });

        var submitted = 0;
        while (submitted < runs || !restarts.IsCompleted)
        {
            await system.SubmitAsync(session, 4);
            submitted += 4;
            await Task.WhenAll(system.Accepted.TakeLast(4).Select(id => system.Client.GetEndAsync($"{id}")));
        }

        await restarts;
        await system.AllEndAsync(TimeSpan.FromSeconds(120));
        await system.HoldsAsync();
        system.CountOf("COMPLETED").Should().Be(submitted);
        system.Client.Refusals.Keys.Should().BeSubsetOf([0, 429, 503], "a client that follows Retry-After sees nothing else");
        FaultReport.Row("SIGTERM and start of every service in turn, two of each", submitted,
            $"all COMPLETED, after {system.MostAttempts()} attempts at most; 0 failures; {system.Client.Refusals.GetValueOrDefault(503)} times 503 with Retry-After");
    }
}
