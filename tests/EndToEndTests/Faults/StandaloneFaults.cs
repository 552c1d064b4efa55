using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.EndToEndTests.Services;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Faults;

public sealed class StandaloneFaults : IDisposable
{
    private const int MostRequests = 400;

    private readonly string _data = Machine.TemporaryDirectory("data");
    private readonly Leftovers _leftovers = new();

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_host_that_is_killed_again_and_again_ends_every_run()
    {
        var (runs, kills) = (Scale.Of(Scale.FewRuns, 50), Scale.Of(2, 20));
        await using var host = await ServiceProcess.StartAsync("standalone", _leftovers.Settings, "--data", _data);
        using var client = new Client(host.Url);
        var session = await client.CreateSessionAsync("python", "import time; time.sleep(1); print('done')");
        var accepted = await SubmitAsync(client, session, runs);

        for (var kill = 0; kill < kills; kill++)
        {
            // So that there are always as many under way.
            var ended = await CountEndedAsync(client, accepted);
            accepted.AddRange(await SubmitAsync(client, session, Math.Max(0, runs - (accepted.Count - ended))));
            _leftovers.Note();
            await host.KillAsync();
            await host.LaunchAgainAsync();
            await host.WaitUntilReadyAsync();
        }

        // Sooner than anything that was lost is asked for again: it must not have been lost.
        var took = await AllEndAsync(client, accepted, seconds: 30);
        await HoldsAsync(client, accepted);
        await host.StopAsync(TimeSpan.FromSeconds(60));
        await Eventually.IsTrueAsync(() => Task.FromResult(_leftovers.Find().Count == 0), () => string.Join('\n', _leftovers.Find()));
        FaultReport.Row($"kill -9 of the standalone host, {kills} times", runs, $"all {accepted.Count} ended, the last {took.TotalSeconds:0} s after the last restart; 0 lost, 0 twice");
    }

    [Fact]
    public async Task A_host_whose_store_is_full_refuses_and_loses_nothing()
    {
        var settings = new Dictionary<string, string>(_leftovers.Settings)
        {
            ["Standalone__RedisMemoryBytes"] = $"{48 << 20}",
            ["Backlog__MemoryShare"] = "1", // so that the store itself refuses, not the budget before it
        };
        await using var host = await ServiceProcess.StartAsync("standalone", settings, "--data", _data);
        using var client = new Client(host.Url);
        var session = await client.CreateSessionAsync("python", "import time; time.sleep(2); print('done')"); // so long that inputs come faster than they go

        var (accepted, refusals) = (new List<string>(), new List<HttpStatusCode>());
        while (refusals.Count < 20 && accepted.Count < MostRequests)
        {
            using var answer = await client.Http.PostAsJsonAsync(new Uri($"/code-sessions/{session}/run", UriKind.Relative), new { stdin = new string('x', 1 << 20) });
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                accepted.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("execution_id").GetString()!);
            }
            else
            {
                refusals.Add(answer.StatusCode);
            }
        }

        await AllEndAsync(client, accepted);
        await HoldsAsync(client, accepted);
        refusals.Should().NotBeEmpty().And.BeSubsetOf([HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests]);
        FaultReport.Row("store of the standalone host full", accepted.Count, $"{refusals.Count} requests got 503 or 429; all {accepted.Count} accepted ended");
    }

    private static async Task<List<string>> SubmitAsync(Client client, string session, int count)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => client.RunAsync(session)));
        return [.. answers.Select(answer => answer.GetProperty("execution_id").GetString()!)];
    }

    private static async Task<int> CountEndedAsync(Client client, IEnumerable<string> executions)
    {
        var answers = await Task.WhenAll(executions.Select(execution => client.GetAsync($"/executions/{execution}")));
        return answers.Count(answer => answer.GetProperty("status").GetString() is "COMPLETED" or "FAILED" or "TIMEOUT");
    }

    private static async Task<TimeSpan> AllEndAsync(Client client, List<string> executions, int seconds = 60)
    {
        var began = TimeProvider.System.GetTimestamp();
        var open = 0;
        await Eventually.IsTrueAsync(
            async () => (open = executions.Count - await CountEndedAsync(client, executions)) == 0, () => $"{open} of {executions.Count} are still open.", seconds);
        return TimeProvider.System.GetElapsedTime(began);
    }

    // The audit has a row for each number, each once, and it is what the execution went through.
    private static async Task HoldsAsync(Client client, List<string> executions)
    {
        executions.Should().OnlyHaveUniqueItems();
        foreach (var execution in executions)
        {
            IReadOnlyList<(string? Status, int Seq)> history = [];
            await Eventually.IsTrueAsync(async () => (history = await client.GetHistoryAsync(execution)).Count >= 2);
            history.Select(row => row.Seq).Should().Equal(Enumerable.Range(1, history.Count));
            history.Count(row => row.Status is "COMPLETED" or "FAILED" or "TIMEOUT").Should().Be(1);
        }
    }
}
