using System.Diagnostics;
using System.Net;
using CodeExec.EndToEndTests.Services;
using RabbitMQ.Client;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class BrokerFaults(Servers servers)
{
    private static readonly TimeSpan Bar = TimeSpan.FromSeconds(Scale.Of(once: 8, full: 3)); // beside other work, or alone

    [Fact]
    public async Task A_broker_that_is_away_costs_no_accepted_run_and_requests_are_answered()
    {
        var (runs, away) = (Scale.Of(Scale.FewRuns, 200), TimeSpan.FromSeconds(Scale.Of(8, 30)));
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Runners: 2));
        var session = await system.CreateSessionAsync(seconds: 1);
        await system.SubmitAsync(session, runs);

        await servers.RabbitMq.KillAsync();
        var asked = await AskAsync(system, session, away);
        await servers.RabbitMq.StartAsync();

        var took = await system.AllEndAsync(TimeSpan.FromSeconds(180));
        await system.HoldsAsync();
        asked.Statuses.Should().BeSubsetOf([HttpStatusCode.Accepted, HttpStatusCode.ServiceUnavailable]);
        FaultReport.Row($"RabbitMQ stopped for {away.TotalSeconds:0} s", runs,
            $"all ended {took.TotalSeconds:0} s after its return; {asked.Statuses.Count} requests meanwhile got 202 or 503, the slowest after {asked.Slowest.TotalSeconds:0.0} s; 0 lost");
        asked.Slowest.Should().BeLessThan(Bar);
    }

    [Fact]
    public async Task A_broker_whose_queues_are_deleted_costs_no_run()
    {
        var runs = Scale.Of(Scale.FewRuns, 200);
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Runners: 2));
        await system.SubmitAsync(await system.CreateSessionAsync(seconds: 1), runs, new { limits = new { wall_time_ms = 2000 } });

        var deleted = await DeleteQueuesAsync(except: system.Subscriber.Queue);

        var took = await system.AllEndAsync(TimeSpan.FromSeconds(300));
        await system.HoldsAsync();
        system.CountOf("COMPLETED").Should().Be(runs);
        FaultReport.Row($"all {deleted} queues deleted", runs, $"all COMPLETED, the last {took.TotalSeconds:0} s later; 0 lost");
    }

    // As a client without patience, several times a second.
    private static async Task<(IReadOnlyList<HttpStatusCode> Statuses, TimeSpan Slowest)> AskAsync(FaultySystem system, string session, TimeSpan howLong)
    {
        var (statuses, slowest, began) = (new List<HttpStatusCode>(), TimeSpan.Zero, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < howLong)
        {
            var asked = Stopwatch.GetTimestamp();
            using var answer = await system.Client.Http.PostAsync(new Uri($"/code-sessions/{session}/run", UriKind.Relative), null);
            var took = Stopwatch.GetElapsedTime(asked);
            slowest = took > slowest ? took : slowest;
            statuses.Add(answer.StatusCode);
        }

        return (statuses, slowest);
    }

    private async Task<int> DeleteQueuesAsync(string except)
    {
        // What a connection keeps for itself no other can delete.
        var queues = (await servers.RabbitMq.ListQueuesAsync())
            .Where(queue => queue != except && !queue.Contains("_bus_", StringComparison.Ordinal)).ToList();
        await using var connection = await new ConnectionFactory { HostName = "127.0.0.1", Port = servers.RabbitMq.Port }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in queues)
        {
            await channel.QueueDeleteAsync(queue);
        }

        return queues.Count;
    }
}
