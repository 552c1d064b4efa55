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
        using var created = await Http.PostAsJsonAsync("/code-sessions", new { });
        var session = (await ReadAsync(created)).GetProperty("session_id").GetString()!;
        await SaveAsync(session, new { language, source_code = source });
        return session;
    }

    public async Task SaveAsync(string session, object changes)
    {
        using var saved = await Http.PatchAsJsonAsync($"/code-sessions/{session}", changes);
        await ReadAsync(saved);
    }

    /// <summary>Runs a session and returns the answer.</summary>
    public async Task<JsonElement> RunAsync(string session, object? input = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/code-sessions/{session}/run") { Content = JsonContent.Create(input ?? new { }) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await Http.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>The execution, once it has ended.</summary>
    public async Task<JsonElement> GetEndAsync(string execution)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/executions/{execution}") { Headers = { { "Prefer", "wait=20" } } };
            using var response = await Http.SendAsync(request, late.Token);
            var answer = await ReadAsync(response);
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

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new HttpRequestException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}: {text}", null, response.StatusCode);
    }
}
