using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CodeExec.EndToEndTests.Services;

/// <summary>What a client of the REST interface does.</summary>
public sealed class Client(Uri url) : IDisposable
{
    private static readonly string[] Ends = ["COMPLETED", "FAILED", "TIMEOUT"];

    public HttpClient Http { get; } = new() { BaseAddress = url };

    public void Dispose() => Http.Dispose();

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
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var answer = await SendAsync(HttpMethod.Get, $"/executions/{execution}", body: null, ("Prefer", "wait=20")).WaitAsync(late.Token);
            if (Ends.Contains(answer.GetProperty("status").GetString()))
            {
                return answer;
            }
        }
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Status and number of every transition, in the order of the answer.</summary>
    public async Task<IReadOnlyList<(string? Status, int Seq)>> GetHistoryAsync(string execution) =>
    [
        .. (await GetAsync($"/executions/{execution}/history")).GetProperty("history").EnumerateArray()
            .Select(entry => (entry.GetProperty("status").GetString(), entry.GetProperty("seq").GetInt32())),
    ];

    // As a client should: what was not accepted in time, on a machine as busy as a test's, is asked for again. The last header of a name counts.
    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            foreach (var (name, value) in headers)
            {
                request.Headers.Remove(name);
                request.Headers.Add(name, value);
            }

            using var response = await Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize<JsonElement>(text);
            }

            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || tries == 10)
            {
                throw new HttpRequestException($"{method} {path}: {text}", null, response.StatusCode);
            }
        }
    }
}
