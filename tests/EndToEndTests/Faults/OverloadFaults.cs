using System.Collections.Concurrent;
using System.Diagnostics;
using CodeExec.EndToEndTests.Services;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class OverloadFaults(Servers servers)
{
    private const int Clients = 8;
    private const int Overload = 10;

    // Often enough that the offered rate is even, rarely enough that the clock is kept.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Ten_times_the_capacity_is_refused_and_leaves_the_capacity_as_it_was()
    {
        var (window, overload, after) = (TimeSpan.FromSeconds(Scale.Of(5, 15)), TimeSpan.FromSeconds(Scale.Of(5, 60)), TimeSpan.FromSeconds(Scale.Of(2, 30)));
        // What is shipped lets in more than a short test can wait for.
        (string, string)[] bound = Scale.Full ? [] : [("Backlog__MaximumUnfinished", "60")];
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(), bound);
        var session = await system.CreateSessionAsync(seconds: 0);
        await ThroughputAsync(system, session, window);
        var before = await ThroughputAsync(system, session, window);

        var (offered, statuses) = await OfferAsync(system, session, Overload * before, overload);
        await Task.Delay(after, TimeProvider.System);
        var later = await ThroughputAsync(system, session, window);

        await system.AllEndAsync(TimeSpan.FromMinutes(10));
        await system.HoldsAsync();
        statuses.Keys.Should().BeSubsetOf([202, 429, 503]);
        var refused = statuses.Where(status => status.Key != 202).Sum(status => status.Value);
        refused.Should().BePositive();
        FaultReport.Row($"{Overload} times the capacity offered for {overload.TotalSeconds:0} s", offered,
            $"{string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} times {status.Key}"))}; {before:0} runs/s before, {later:0} runs/s {after.TotalSeconds:0} s after ({later / before:0.00}); all accepted ended");
    }

    /// <returns>Ends per second while some clients always have one run under way.</returns>
    private static async Task<double> ThroughputAsync(FaultySystem system, string session, TimeSpan window)
    {
        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (!over.IsCancellationRequested)
            {
                var id = await system.SubmitAsync(session);
                await system.Client.GetEndAsync($"{id}");
            }
        }).ToList();
        await Eventually.IsTrueAsync(() => Task.FromResult(system.Subscriber.Ended > 0));
        var (before, began) = (system.Subscriber.Ended, Stopwatch.GetTimestamp());
        await Task.Delay(window, TimeProvider.System);
        var rate = (system.Subscriber.Ended - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await over.CancelAsync();
        await Task.WhenAll(clients);
        return rate;
    }

    // Whatever the answers: requests come when their time has come.
    private static async Task<(int Offered, IReadOnlyDictionary<int, int> Statuses)> OfferAsync(FaultySystem system, string session, double rate, TimeSpan howLong)
    {
        var (began, offered, statuses, pending) = (Stopwatch.GetTimestamp(), 0, new ConcurrentDictionary<int, int>(), new List<Task>());
        // What waits longest waits here, for one of our own connections: on a quiet machine ten times its capacity is more than they carry.
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = system.Client.Http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        using var tick = new PeriodicTimer(Tick);
        while (Stopwatch.GetElapsedTime(began) is var passed && passed < howLong)
        {
            for (; offered < rate * passed.TotalSeconds; offered++)
            {
                pending.Add(AskAsync());
            }

            await tick.WaitForNextTickAsync();
        }

        await Task.WhenAll(pending);
        return (offered, statuses);

        async Task AskAsync()
        {
            using var answer = await http.PostAsync(new Uri($"/code-sessions/{session}/run", UriKind.Relative), null);
            statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
            if (answer.IsSuccessStatusCode)
            {
                await system.AcceptAsync(answer);
            }
        }
    }
}
