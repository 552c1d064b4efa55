using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.Contracts.Executions;
using CodeExec.EndToEndTests.Services;
using Npgsql;

namespace CodeExec.EndToEndTests.Faults;

/// <summary>A deployment with its servers while something goes wrong with it, and what must hold of it all the same.</summary>
internal sealed class FaultySystem : IAsyncDisposable
{
    private const int Submitters = 16;

    private readonly Servers _servers;
    private readonly List<Guid> _accepted = [];

    private FaultySystem(Servers servers, Leftovers leftovers, Subscriber subscriber, Deployment deployment) =>
        (_servers, Leftovers, Subscriber, Deployment) = (servers, leftovers, subscriber, deployment);

    public Deployment Deployment { get; }

    public Subscriber Subscriber { get; }

    public Leftovers Leftovers { get; }

    public Client Client => Deployment.Client;

    /// <summary>What was accepted so far.</summary>
    public IReadOnlyList<Guid> Accepted
    {
        get
        {
            lock (_accepted)
            {
                return [.. _accepted];
            }
        }
    }

    public static async Task<FaultySystem> StartAsync(Servers servers, Replicas? replicas = null, params (string Name, string Value)[] settings)
    {
        var leftovers = new Leftovers();
        var all = new Dictionary<string, string>(servers.Settings.Concat(leftovers.Settings));
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var subscriber = await Subscriber.StartAsync(servers.RabbitMq);
        return new FaultySystem(servers, leftovers, subscriber, await Deployment.StartAsync(all, replicas));
    }

    public async ValueTask DisposeAsync()
    {
        await Deployment.DisposeAsync();
        await Subscriber.DisposeAsync();
    }

    public Task<string> CreateSessionAsync(double seconds) =>
        Client.CreateSessionAsync("python", FormattableString.Invariant($"import time; time.sleep({seconds}); print('done')"));

    /// <summary>Has a session run so often, as many clients at once would.</summary>
    public Task SubmitAsync(string session, int count, object? input = null)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, Math.Min(Submitters, count)).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await SubmitAsync(session, input);
            }
        }));
    }

    public async Task<Guid> SubmitAsync(string session, object? input = null) => Accept(await Client.RunAsync(session, input));

    /// <summary>Counts a run that was asked for past the client.</summary>
    public async Task AcceptAsync(HttpResponseMessage answer) => Accept(await answer.Content.ReadFromJsonAsync<JsonElement>());

    /// <summary>Waits until so many runs are under way, as far as a subscriber can tell, and so many have ended.</summary>
    /// <returns>How many it saw.</returns>
    public async Task<int> RunningAsync(int runs, int ended = 0)
    {
        var running = 0;
        await Eventually.IsTrueAsync(
            () => Task.FromResult((running = Subscriber.Running) >= runs && Subscriber.Ended >= ended),
            () => $"{Subscriber.Running} are RUNNING, {Subscriber.Ended} of {Accepted.Count} have ended.");
        return running;
    }

    /// <summary>Waits until all that was accepted has ended.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> AllEndAsync(TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (Accepted.Where(id => !Subscriber.HasEnded(id)).ToList() is { Count: > 0 } open)
        {
            Leftovers.Note();
            if (Stopwatch.GetElapsedTime(began) > patience)
            {
                throw new TimeoutException($"{open.Count} of {Accepted.Count} have not ended after {patience}, such as {string.Join(", ", open.Take(5))}.");
            }

            await pause.WaitForNextTickAsync();
        }

        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>
    /// Accepted is ended; each ended once as far as a subscriber can tell; the audit's log is what the saga went through; and when the runners
    /// are stopped, nothing of any run is left.
    /// </summary>
    public async Task HoldsAsync()
    {
        var accepted = Accepted;
        accepted.Should().OnlyHaveUniqueItems();
        var ends = accepted.ToDictionary(id => id, Subscriber.EndsOf);
        ends.Where(end => end.Value.Count != 1).Should().BeEmpty("an execution ends once");
        IReadOnlyDictionary<Guid, (int, string, DateTimeOffset)[]> log = new Dictionary<Guid, (int, string, DateTimeOffset)[]>();
        await Eventually.IsTrueAsync(async () => (log = await ReadLogAsync(accepted)).Count == accepted.Count
            && accepted.All(id => log[id].Length >= ends[id][0].Transitions.Count));
        foreach (var id in accepted)
        {
            log[id].Should().Equal(ends[id][0].Transitions.Select(Row), "the audit has what the saga went through");
        }

        await StopRunnersAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(Leftovers.Find().Count == 0), () => string.Join('\n', Leftovers.Find()));
    }

    /// <summary>Rows of the audit's log that have a number twice, of all executions there ever were.</summary>
    public async Task<long> DuplicatesInAuditAsync() => (long)(await QueryAsync(
        "SELECT count(*) FROM (SELECT 1 FROM audit.execution_log GROUP BY execution_id, seq HAVING count(*) > 1) AS twice"))!;

    /// <summary>Executions that the audit has of a session.</summary>
    public async Task<long> CountInAuditAsync(string session) => (long)(await QueryAsync($"SELECT count(*) FROM audit.executions WHERE session_id = '{session}'"))!;

    /// <summary>Why executions failed: for who expected none to.</summary>
    public string Failures() => string.Join('\n', Accepted.SelectMany(id => Subscriber.EndsOf(id).Where(end => end.Reason is not null).Select(end => $"{id}: {end.Reason}")));

    /// <summary>Attempts of the run that took most.</summary>
    public int MostAttempts() => Accepted.SelectMany(Subscriber.EndsOf).Max(end => end.Transitions[^1].Attempt ?? 0);

    public int CountOf(string status) => Accepted.Count(id => Subscriber.EndsOf(id).Any(end => end.Status == status));

    private Guid Accept(JsonElement answer)
    {
        var id = answer.GetProperty("execution_id").GetGuid();
        lock (_accepted)
        {
            _accepted.Add(id);
        }

        return id;
    }

    private Task StopRunnersAsync() => Task.WhenAll(Deployment.Runners.Values.Where(runner => !runner.Process.HasExited).Select(async runner =>
    {
        Leftovers.Note();
        await runner.StopAsync(TimeSpan.FromSeconds(60));
    }));

    private async Task<object?> QueryAsync(string sql)
    {
        await using var postgres = NpgsqlDataSource.Create(_servers.Postgres.ConnectionString);
        await using var command = postgres.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private async Task<IReadOnlyDictionary<Guid, (int, string, DateTimeOffset)[]>> ReadLogAsync(IReadOnlyList<Guid> executions)
    {
        await using var postgres = NpgsqlDataSource.Create(_servers.Postgres.ConnectionString);
        await using var command = postgres.CreateCommand("SELECT execution_id, seq, status, at FROM audit.execution_log WHERE execution_id = ANY($1) ORDER BY seq");
        command.Parameters.Add(new() { Value = executions.ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(Guid Id, int Seq, string Status, DateTimeOffset At)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), Rounded(reader.GetFieldValue<DateTimeOffset>(3))));
        }

        return rows.GroupBy(row => row.Id).ToDictionary(row => row.Key, row => row.Select(entry => (entry.Seq, entry.Status, entry.At)).ToArray());
    }

    private static (int Seq, string Status, DateTimeOffset At) Row(ExecutionTransition transition) =>
        (transition.Seq, transition.Status, Rounded(transition.At));

    // PostgreSQL keeps microseconds.
    private static DateTimeOffset Rounded(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
