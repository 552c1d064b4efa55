using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CodeExec.EndToEndTests.Services;

/// <summary>
/// What a client of the REST interface does: it comes back after the time in Retry-After, and after a gateway that broke off it asks the next
/// one, as the load balancer before several gateways would.
/// </summary>
public sealed class Client : IDisposable
{
    private static readonly string[] Ends = ["COMPLETED", "FAILED", "TIMEOUT"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient[] _gateways;
    private int _next;

    public Client(params Uri[] gateways) =>
        _gateways = [.. gateways.Select(gateway => new HttpClient { BaseAddress = gateway, Timeout = Patience })];

    /// <summary>Of the first gateway, for what must not be repeated.</summary>
    public HttpClient Http => _gateways[0];

    /// <summary>How often each status was answered that is no success, and under 0 how often the connection broke.</summary>
    public ConcurrentDictionary<int, int> Refusals { get; } = [];

    public void Dispose() => Array.ForEach(_gateways, gateway => gateway.Dispose());

    /// <summary>Creates a session with this program and returns its id.</summary>
    public async Task<string> CreateSessionAsync(string language, string source)
    {
        var created = await SendAsync(HttpMethod.Post, "/code-sessions", new { });
        var session = created.GetProperty("session_id").GetString()!;
        await SaveAsync(session, new { language, source_code = source });
        return session;
    }

    public Task SaveAsync(string session, object changes) => SendAsync(HttpMethod.Patch, $"/code-sessions/{session}", changes);

    /// <summary>Runs a session and returns the answer. Without an Idempotency-Key it gets one of its own, for it may have to be repeated.</summary>
    public Task<JsonElement> RunAsync(string session, object? input = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, $"/code-sessions/{session}/run", input ?? new { }, [("Idempotency-Key", $"{Guid.NewGuid()}"), .. headers]);

    /// <summary>The execution, once it has ended.</summary>
    public async Task<JsonElement> GetEndAsync(string execution)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await SendAsync(HttpMethod.Get, $"/executions/{execution}", body: null, ("Prefer", "wait=20")).WaitAsync(late.Token);
            if (Ends.Contains(answer.GetProperty("status").GetString()))
            {
                return answer;
            }
        }
    }

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, body: null);

    /// <summary>Status and number of every transition, in the order of the answer.</summary>
    public async Task<IReadOnlyList<(string? Status, int Seq)>> GetHistoryAsync(string execution) =>
    [
        .. (await GetAsync($"/executions/{execution}/history")).GetProperty("history").EnumerateArray()
            .Select(entry => (entry.GetProperty("status").GetString(), entry.GetProperty("seq").GetInt32())),
    ];

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var (status, text, again) = await TrySendAsync(method, path, body, headers);
            if (again is null)
            {
                return (int)status is >= 200 and < 300
                    ? JsonSerializer.Deserialize<JsonElement>(text)
                    : throw new HttpRequestException($"{method} {path}: {text}", null, status);
            }

            await Task.Delay(again.Value, TimeProvider.System, late.Token);
        }
    }

    // The last header of a name counts.
    private async Task<(HttpStatusCode Status, string Text, TimeSpan? Again)> TrySendAsync(
        HttpMethod method, string path, object? body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.Add(name, value);
        }

        try
        {
            using var response = await _gateways[Volatile.Read(ref _next) % _gateways.Length].SendAsync(request);
            if (!response.IsSuccessStatusCode)
            {
                Refusals.AddOrUpdate((int)response.StatusCode, 1, (_, count) => count + 1);
            }

            var text = await response.Content.ReadAsStringAsync();
            return (response.StatusCode, text, response.StatusCode switch
            {
                HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => response.Headers.RetryAfter?.Delta,
                HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => Pause,
                _ => null,
            });
        }
        catch (HttpRequestException)
        {
            Refusals.AddOrUpdate(0, 1, (_, count) => count + 1);
            Interlocked.Increment(ref _next);
            return (default, "", Pause);
        }
    }
}
