using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.EndToEndTests.Services;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests;

/// <summary>Limits on their way from an operator's settings and a client's request to what a program meets.</summary>
public sealed class StandaloneLimitTests : IDisposable
{
    private const string Look = """
        import os, resource
        print(*[resource.getrlimit(limit)[0] for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)], os.statvfs('/tmp').f_blocks * os.statvfs('/tmp').f_frsize)
        """;

    private const string Busy = """
        import time
        begin = time.monotonic()
        while time.monotonic() < begin + 2: pass
        print(time.process_time() / 2)
        """;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Limits__FileBytes"] = "8192",
        ["Limits__Languages__python__OpenFiles"] = "128",
        ["Limits__Languages__python__MaximumDiskBytes"] = "134217728",
    };

    private readonly string _data = Machine.TemporaryDirectory("data");

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_program_meets_the_limits_of_its_deployment_its_language_and_its_run()
    {
        await using var host = await ServiceProcess.StartAsync("standalone", Settings, "--data", _data);
        using var client = new Client(host.Url);
        var session = await client.CreateSessionAsync("python", Look);

        (await OutputAsync(new { })).Should().Be("8192 128 67108864\n");
        (await OutputAsync(new { limits = new { file_bytes = 4096, open_files = 32, disk_bytes = 134217728 } })).Should().Be("4096 32 134217728\n");

        async Task<string?> OutputAsync(object input)
        {
            var accepted = await client.RunAsync(session, input);
            return (await client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!)).GetProperty("stdout").GetString();
        }
    }

    [Fact]
    public async Task A_busy_program_gets_its_share_of_the_processor_where_that_can_be_limited()
    {
        await using var host = await ServiceProcess.StartAsync("standalone", Settings, "--data", _data);
        using var client = new Client(host.Url);
        using var http = new HttpClient { BaseAddress = host.Url };
        var session = await client.CreateSessionAsync("python", Busy);

        var accepted = await client.RunAsync(session, new { limits = new { cpu_percent = 20 } });
        var end = await client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!);

        end.GetProperty("status").GetString().Should().Be("COMPLETED");
        var runner = (await http.GetFromJsonAsync<JsonElement>("limits")).GetProperty("runners")[0];
        if (runner.GetProperty("enforced_limits").GetProperty("cpu_share").GetString()!.StartsWith("cgroup", StringComparison.Ordinal))
        {
            double.Parse(end.GetProperty("stdout").GetString()!, CultureInfo.InvariantCulture).Should().BeLessThan(0.4);
        }
    }
}
