using System.Diagnostics;
using System.Net;
using CodeExec.EndToEndTests.Services;
using StackExchange.Redis;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class StoreFaults(Servers servers)
{
    private static readonly TimeSpan Bar = TimeSpan.FromSeconds(Scale.Of(once: 8, full: 3)); // beside other work, or alone

    [Fact]
    public async Task A_Redis_that_is_killed_has_every_run_when_it_is_back()
    {
        var runs = Scale.Of(Scale.FewRuns, 200);
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Runners: 2));
        var submission = system.SubmitAsync(await system.CreateSessionAsync(seconds: 0.5), runs);
        await Eventually.IsTrueAsync(() => Task.FromResult(system.Accepted.Count >= runs / 2));

        await servers.Redis.KillAsync();
        await servers.Redis.StartAsync();

        await submission;
        var took = await system.AllEndAsync(TimeSpan.FromSeconds(180));
        await system.HoldsAsync();
        FaultReport.Row("kill -9 of Redis, appendfsync always", runs, $"all ended {took.TotalSeconds:0} s later, {system.CountOf("COMPLETED")} COMPLETED; 0 lost");
    }

    [Fact]
    public async Task What_an_emptied_Redis_has_lost_is_FAILED_with_the_reason()
    {
        var runs = Scale.Of(Scale.FewRuns, 100);
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Runners: 2));
        await system.SubmitAsync(await system.CreateSessionAsync(seconds: 2), runs);
        await using (var redis = await ConnectionMultiplexer.ConnectAsync($"{servers.Redis.ConnectionString},allowAdmin=true"))
        {
            await redis.GetServers()[0].FlushAllDatabasesAsync();
        }

        var took = await system.AllEndAsync(TimeSpan.FromSeconds(180));
        foreach (var id in system.Accepted)
        {
            (await system.Client.GetAsync($"/executions/{id}")).GetProperty("status").GetString().Should().BeOneOf("COMPLETED", "FAILED");
        }

        await system.HoldsAsync();
        var failed = system.CountOf("FAILED");
        failed.Should().BePositive();
        FaultReport.Row("FLUSHALL on Redis", runs, $"all ended {took.TotalSeconds:0} s later: {runs - failed} COMPLETED, {failed} FAILED with the reason; nothing reads QUEUED or RUNNING");
    }

    [Fact]
    public async Task Without_Postgres_accepted_runs_go_on_and_the_audit_is_complete_when_it_is_back()
    {
        var (runs, away) = (Scale.Of(Scale.FewRuns, 200), TimeSpan.FromSeconds(Scale.Of(8, 60)));
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Runners: 2));
        await system.SubmitAsync(await system.CreateSessionAsync(seconds: 2), runs);

        await servers.Postgres.KillAsync();
        var (endedBefore, began, slowest) = (system.Subscriber.Ended, Stopwatch.GetTimestamp(), TimeSpan.Zero);
        while (Stopwatch.GetElapsedTime(began) < away)
        {
            var asked = Stopwatch.GetTimestamp();
            using var answer = await system.Client.Http.PostAsync(new Uri("/code-sessions", UriKind.Relative), null);
            var took = Stopwatch.GetElapsedTime(asked);
            slowest = took > slowest ? took : slowest;
            answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        }

        var endedMeanwhile = system.Subscriber.Ended - endedBefore;
        await servers.Postgres.StartAsync();
        var back = Stopwatch.GetTimestamp();
        await system.AllEndAsync(TimeSpan.FromSeconds(120));
        await system.HoldsAsync();
        var complete = Stopwatch.GetElapsedTime(back);
        endedMeanwhile.Should().BePositive();
        (await system.DuplicatesInAuditAsync()).Should().Be(0);
        FaultReport.Row($"Postgres stopped for {away.TotalSeconds:0} s", runs,
            $"{endedMeanwhile} ended meanwhile; session requests got 503 after {slowest.TotalSeconds:0.0} s at most; audit complete within {complete.TotalSeconds:0} s of its return, 0 duplicates");
        slowest.Should().BeLessThan(Bar);
    }
}
