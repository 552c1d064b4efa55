using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using CodeExec.EndToEndTests.Services;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests;

public sealed class StandaloneTests : IDisposable
{
    private static readonly Dictionary<string, string> NoSettings = [];

    private readonly string _data = Machine.TemporaryDirectory("data");

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_host_killed_again_and_again_loses_no_run()
    {
        var runs = new List<string>();
        for (var life = 0; life < 3; life++)
        {
            await using var host = await ServiceProcess.StartAsync("standalone", NoSettings, "--data", _data);
            using var client = new HttpClient { BaseAddress = host.Url };
            runs.AddRange(await RunAsync(client, "import time; time.sleep(0.5); print('done')", count: 8));
            await Eventually.IsTrueAsync(async () => (await GetAsync(client, $"/executions/{runs[^8]}")).GetProperty("status").GetString() != "QUEUED");
        }

        await using var last = await ServiceProcess.StartAsync("standalone", NoSettings, "--data", _data);
        using var http = new HttpClient { BaseAddress = last.Url };
        foreach (var run in runs)
        {
            await Eventually.IsTrueAsync(async () => (await GetAsync(http, $"/executions/{run}")).GetProperty("status").GetString() == "COMPLETED");
            (await GetAsync(http, $"/executions/{run}")).GetProperty("stdout").GetString().Should().Be("done\n");
            await Eventually.IsTrueAsync(async () => RecordedStatuses(await GetAsync(http, $"/executions/{run}/history")).SequenceEqual(["QUEUED", "RUNNING", "COMPLETED"]));
        }
    }

    [Fact]
    public async Task What_the_audit_missed_is_recorded_by_the_next_host()
    {
        IReadOnlyList<string> runs;
        await using (var first = await ServiceProcess.StartAsync("standalone", NoSettings, "--data", _data))
        {
            using var client = new HttpClient { BaseAddress = first.Url };
            runs = await RunAsync(client, "print('done')", count: 4);
            foreach (var run in runs)
            {
                await Eventually.IsTrueAsync(async () => (await GetAsync(client, $"/executions/{run}")).GetProperty("status").GetString() == "COMPLETED");
            }
        }

        foreach (var file in Directory.GetFiles(_data, "audit.db*"))
        {
            File.Delete(file);
        }

        await using var next = await ServiceProcess.StartAsync("standalone", NoSettings, "--data", _data);
        using var http = new HttpClient { BaseAddress = next.Url };
        foreach (var run in runs)
        {
            await Eventually.IsTrueAsync(async () => RecordedStatuses(await GetAsync(http, $"/executions/{run}/history")).SequenceEqual(["QUEUED", "RUNNING", "COMPLETED"]));
        }
    }

    [Fact]
    public async Task Forty_runs_queued_at_once_all_complete()
    {
        await using var host = await ServiceProcess.StartAsync("standalone", NoSettings, "--data", _data);
        using var http = new HttpClient { BaseAddress = host.Url };

        var runs = await RunAsync(http, "print('done')", count: 40);

        foreach (var run in runs)
        {
            await Eventually.IsTrueAsync(async () => (await GetAsync(http, $"/executions/{run}")).GetProperty("status").GetString() == "COMPLETED");
        }
    }

    [Fact]
    public async Task A_dead_letter_is_kept_over_a_kill_and_runs_again()
    {
        string run;
        await using (var first = await ServiceProcess.StartAsync("standalone", new Dictionary<string, string> { ["Limits__WallTime"] = "00:00:01" }, "--data", _data))
        {
            using var client = new HttpClient { BaseAddress = first.Url };
            using var firstOperator = new HttpClient { BaseAddress = first.ManagementUrl };
            run = (await RunAsync(client, "while True: pass", count: 1))[0];
            await Eventually.IsTrueAsync(async () => (await firstOperator.GetAsync(new Uri($"/dead-letters/{run}", UriKind.Relative))).IsSuccessStatusCode);
        }

        await using var host = await ServiceProcess.StartAsync("standalone", NoSettings, "--data", _data);
        using var http = new HttpClient { BaseAddress = host.Url };
        using var management = new HttpClient { BaseAddress = host.ManagementUrl };
        var letter = await GetAsync(management, $"/dead-letters/{run}");
        using var replayed = await management.PostAsJsonAsync($"/dead-letters/{run}/replay", new { source_code = "print('done')" });
        var replay = await replayed.Content.ReadFromJsonAsync<JsonElement>();

        letter.GetProperty("kind").GetString().Should().Be("timeout");
        replay.GetProperty("replay_of").GetString().Should().Be(run);
        var execution = replay.GetProperty("execution_id").GetString();
        await Eventually.IsTrueAsync(async () => (await GetAsync(http, $"/executions/{execution}")).GetProperty("status").GetString() == "COMPLETED");
        (await GetAsync(http, $"/executions/{execution}")).GetProperty("stdout").GetString().Should().Be("done\n");
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_says_so_and_ends()
    {
        await using var first = await ServiceProcess.StartAsync("standalone", NoSettings, "--data", _data);

        await using var second = await ServiceProcess.LaunchAsync("standalone", NoSettings, "--data", _data);

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await second.Process.WaitForExitAsync(late.Token);
        second.Process.ExitCode.Should().Be(1);
        second.Log.Should().Be($"Another CodeExec is running on {_data}. Stop it, or choose another directory with --data.\n");
    }

    [Fact]
    public async Task A_wrong_setting_is_a_sentence()
    {
        var settings = new Dictionary<string, string> { ["Runner__Slots"] = "0" };

        await using var host = await ServiceProcess.LaunchAsync("standalone", settings, "--data", _data);

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await host.Process.WaitForExitAsync(late.Token);
        host.Process.ExitCode.Should().Be(1);
        host.Log.Should().StartWith("Runner__Slots: ").And.EndWith(".\n").And.Contain("\n", Exactly.Once());
    }

    [Fact]
    public async Task A_taken_port_is_a_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = $"http://{other.LocalEndpoint}";

        await using var host = await ServiceProcess.LaunchAsync("standalone", NoSettings, "--data", _data, "--urls", taken);

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await host.Process.WaitForExitAsync(late.Token);
        host.Process.ExitCode.Should().Be(1);
        host.Log.Should().StartWith($"Another process listens at {taken}. ").And.EndWith(".\n");
    }

    [Fact]
    public async Task It_says_where_it_is_and_what_it_found()
    {
        await using var host = await ServiceProcess.StartAsync("standalone", NoSettings, "--data", _data);

        await Eventually.IsTrueAsync(() => Task.FromResult(host.Log.EndsWith('\n')));

        var greeting = host.Log.Split('\n')[0];
        greeting.Should().StartWith($"CodeExec is ready at {host.Url.ToString().TrimEnd('/')} ").And.Contain($"Data: {_data}.");
        greeting.Should().MatchRegex(@"Languages:.* python \(3[.0-9]+\)");
    }

    private static async Task<IReadOnlyList<string>> RunAsync(HttpClient http, string source, int count)
    {
        using var client = new Client(http.BaseAddress!);
        var session = await client.CreateSessionAsync("python", source);
        var accepted = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => client.RunAsync(session)));
        return [.. accepted.Select(run => run.GetProperty("execution_id").GetString()!)];
    }

    private static Task<JsonElement> GetAsync(HttpClient http, string path) => http.GetFromJsonAsync<JsonElement>(path);

    // Those in the audit: what is only in Redis has no recorded_at yet.
    private static IEnumerable<string?> RecordedStatuses(JsonElement history) => history.GetProperty("history").EnumerateArray()
        .Where(row => row.TryGetProperty("recorded_at", out _))
        .Select(row => row.GetProperty("status").GetString());
}
