using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace CodeExec.Benchmarks;

/// <summary>Clients that run one session each as fast as it is accepted, and the wait until the audit has it all.</summary>
internal sealed class ControlLoad : IAsyncDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The runtime compiles the hot paths anew in the background, for some 40 s under load: what is measured is a service that has run for a while.
    /// </summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);

    private readonly ControlPlane _plane;
    private readonly HttpClient _http;
    private readonly NpgsqlDataSource _postgres;
    private readonly Guid[] _sessions;

    private ControlLoad(ControlPlane plane, HttpClient http, Guid[] sessions)
    {
        (_plane, _http, _sessions) = (plane, http, sessions);
        _postgres = NpgsqlDataSource.Create(plane.Postgres);
    }

    public static async Task<ControlLoad> PrepareAsync(ControlPlane plane, int clients)
    {
        var http = new HttpClient { BaseAddress = plane.Url };
        var sessions = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => CreateSessionAsync(http)));
        return new ControlLoad(plane, http, sessions);
    }

    /// <summary>One execution of the first session, at its end and recorded.</summary>
    public async Task<Guid> RunOnceAsync()
    {
        (Guid Execution, TimeSpan)? run = null;
        for (var tries = 0; run is null && tries < 10; tries++)
        {
            run = await TryRunAsync(_sessions[0]);
        }

        var execution = run?.Execution ?? throw new InvalidOperationException("No run was accepted.");
        await RecordedAsync([execution]);
        return execution;
    }

    public async Task WarmUpAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < WarmUp)
        {
            await RunAsync(TimeSpan.FromSeconds(5));
        }
    }

    /// <summary>Runs all sessions side by side for this long, then waits for the last record.</summary>
    public async Task<ControlWindow> RunAsync(TimeSpan length)
    {
        var idleFrom = CpuTime.OfMachine();
        await Task.Delay(Idle, TimeProvider.System, CancellationToken.None);
        var idle = (CpuTime.OfMachine() - idleFrom) / Idle;

        var (own, machine, client, began) = (_plane.Cpu(), CpuTime.OfMachine(), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var accepted = new ConcurrentBag<(Guid Execution, TimeSpan Took)>();
        var refused = 0;
        await Task.WhenAll(_sessions.Select(async session =>
        {
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                if (await TryRunAsync(session) is { } run)
                {
                    accepted.Add(run);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }));
        await RecordedAsync([.. accepted.Select(run => run.Execution)]);
        var wall = Stopwatch.GetElapsedTime(began);
        return new ControlWindow(
            accepted.Count,
            refused,
            wall,
            _plane.Cpu() - own,
            CpuTime.OfMachine() - machine - (Environment.CpuUsage.TotalTime - client) - (idle * wall),
            [.. accepted.Select(run => run.Took)]);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _postgres.DisposeAsync();
    }

    private static async Task<Guid> CreateSessionAsync(HttpClient http)
    {
        using var created = await http.PostAsJsonAsync("/code-sessions", new { language = "python", source_code = "print('hello')" });
        return (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("session_id").GetGuid();
    }

    private async Task<(Guid Execution, TimeSpan Took)?> TryRunAsync(Guid session)
    {
        var began = Stopwatch.GetTimestamp();
        using var response = await _http.PostAsync($"/code-sessions/{session}/run", null);
        var took = Stopwatch.GetElapsedTime(began);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return ((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("execution_id").GetGuid(), took);
    }

    // Asked of the database itself: a client's GET would be work that no lifecycle needs.
    private async Task RecordedAsync(Guid[] executions)
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var open = new HashSet<Guid>(executions);
        do
        {
            await using var ended = _postgres.CreateCommand("SELECT id FROM audit.executions WHERE id = ANY($1) AND status = 'COMPLETED'");
            ended.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. open] });
            await using var rows = await ended.ExecuteReaderAsync(late.Token);
            while (await rows.ReadAsync(late.Token))
            {
                open.Remove(rows.GetGuid(0));
            }
        }
        while (open.Count > 0 && await pause.WaitForNextTickAsync(late.Token));
    }
}
