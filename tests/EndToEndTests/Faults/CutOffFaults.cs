using CodeExec.EndToEndTests.Services;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class CutOffFaults(Servers servers)
{
    private const int Runs = Scale.FewRuns;

    [Fact]
    public async Task A_runner_that_is_cut_off_in_mid_run_and_comes_back_gives_no_second_verdict()
    {
        // Longer than it takes to notice that nobody holds the runs: their limit, and what the saga adds to it.
        var away = TimeSpan.FromSeconds(Scale.Of(25, 60));
        await using var toRedis = new TcpProxy(servers.Redis.Port);
        await using var toBroker = new TcpProxy(servers.RabbitMq.Port);
        await using var system = await FaultySystem.StartAsync(servers, new Replicas
        {
            // As shipped, it is noticed after 33 s; the lease must have ended in any case, after 15.
            ExecutionSettings = Scale.Full ? [] : [("Executions__LeaseCheckMargin", "00:00:10")],
            RunnerSettings = [("Runner__Slots", $"{Runs}"), ("Redis__Configuration", $"127.0.0.1:{toRedis.Port}"), ("MessageBus__Port", $"{toBroker.Port}")],
        });
        await system.SubmitAsync(await system.CreateSessionAsync(seconds: 4), Runs, new { limits = new { wall_time_ms = 8000 } });
        await Eventually.IsTrueAsync(() => Task.FromResult(system.Subscriber.Running == Runs));

        toRedis.Pull();
        toBroker.Pull();
        await system.Deployment.AddRunnerAsync("connected", ("Runner__Slots", $"{Runs}"));
        await Task.Delay(away, TimeProvider.System);
        toRedis.Plug();
        toBroker.Plug();
        await system.AllEndAsync(TimeSpan.FromSeconds(180));

        // With time to say what it would say too late.
        await system.Deployment.Runners["runner-0"].WaitUntilReadyAsync();
        await system.HoldsAsync();
        system.CountOf("COMPLETED").Should().Be(Runs);
        var byOther = system.Accepted.Count(id => system.Subscriber.EndsOf(id)[0].Transitions[^1].Runner == "connected");
        byOther.Should().BePositive();
        FaultReport.Row($"a runner cut off from Redis and the broker for {away.TotalSeconds:0} s in mid-run, then back", Runs,
            $"all COMPLETED, {byOther} of them by another runner; one verdict each");
    }
}
