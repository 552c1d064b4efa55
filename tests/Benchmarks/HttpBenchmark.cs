using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.TestKit;

namespace CodeExec.Benchmarks;

/// <summary>One client's view of a host: from POST run to the finished execution.</summary>
internal static class HttpBenchmark
{
    private const string Hello = "print('hello')";

    // The runtime compiles the hot paths anew in the background, which takes it as long as this; what is measured is a host that has run for a while.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    /// <summary>The standalone host as <c>./run</c> starts it.</summary>
    public static async Task RunAsync(int pairs)
    {
        var data = Machine.TemporaryDirectory("bench");
        await using (var host = await ServiceProcess.StartAsync("standalone", new Dictionary<string, string>(), "--data", data))
        {
            await RunAsync("standalone", host.Url, pairs);
        }

        Directory.Delete(data, recursive: true);
    }

    public static async Task RunAsync(string what, Uri url, int pairs)
    {
        var folder = Machine.TemporaryDirectory("bench");
        var file = Path.Combine(folder, "main.py");
        await File.WriteAllTextAsync(file, Hello);
        using var http = new HttpClient { BaseAddress = url };
        var run = await PrepareAsync(http);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < WarmUp;)
        {
            await TimeAsync(http, run);
            BareProgram.RunPython(file);
        }

        var (ours, bare) = (new TimeSpan[pairs], new TimeSpan[pairs]);
        for (var i = 0; i < pairs; i++)
        {
            ours[i] = await TimeAsync(http, run);
            bare[i] = BareProgram.RunPython(file).Wall;
        }

        Report.Ratio($"Python hello over HTTP, {what}, 1 client, wall", ours, bare);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> PrepareAsync(HttpClient http)
    {
        using var created = await http.PostAsync("/code-sessions", null);
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("session_id").GetString();
        using var saved = await http.PatchAsJsonAsync($"/code-sessions/{id}", new { language = "python", source_code = Hello });
        saved.EnsureSuccessStatusCode();
        return $"/code-sessions/{id}/run";
    }

    private static async Task<TimeSpan> TimeAsync(HttpClient http, string run)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, run) { Headers = { { "Prefer", "wait=30" } } };
        var began = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request);
        var execution = await response.Content.ReadFromJsonAsync<JsonElement>();
        var took = Stopwatch.GetElapsedTime(began);
        return execution.GetProperty("stdout").GetString() == "hello\n" ? took : throw new InvalidOperationException($"The run failed: {execution}");
    }
}
