namespace CodeExec.EndToEndTests.Services;

[Collection(nameof(FourProcesses))]
public sealed class LimitTests(FourProcesses services)
{
    // The daemon outlives its parents, leads a session of its own and ignores every signal that can be ignored.
    private const string Daemon = """
        import os, signal, time
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for descriptor in range(3):
                    os.close(descriptor)
                time.sleep(600)
            os._exit(0)
        time.sleep(3)
        print('parent ends', flush=True)
        """;

    private readonly Client _client = services.Client;

    [Fact]
    public async Task An_endless_loop_reaches_TIMEOUT_after_ten_seconds()
    {
        var session = await _client.CreateSessionAsync("python", "print('begun', flush=True)\nwhile True: pass");

        var accepted = await _client.RunAsync(session);
        var end = await _client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!);

        end.GetProperty("status").GetString().Should().Be("TIMEOUT");
        end.GetProperty("termination").GetString().Should().Be("wall_limit");
        end.GetProperty("execution_time_ms").GetInt64().Should().BeInRange(10_000, 12_000);
        end.GetProperty("stdout").GetString().Should().Be("begun\n");
    }

    [Fact]
    public async Task A_daemon_does_not_outlive_its_run()
    {
        var marker = $"daemon-{Guid.NewGuid()}";
        var session = await _client.CreateSessionAsync("python", Daemon);

        var accepted = await _client.RunAsync(session, new { args = new[] { marker } });
        await Eventually.IsTrueAsync(() => Task.FromResult(ProcessesWith(marker).Count() >= 2));
        var end = await _client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!);

        end.GetProperty("status").GetString().Should().Be("COMPLETED");
        end.GetProperty("stdout").GetString().Should().Be("parent ends\n");
        ProcessesWith(marker).Should().BeEmpty();
    }

    // A fork keeps its parent's command line, and the marker is an argument of the program.
    private static IEnumerable<string> ProcessesWith(string marker) =>
        Directory.GetDirectories("/proc").Where(process => char.IsAsciiDigit(process[^1]) && CommandLineOf(process).Contains(marker, StringComparison.Ordinal));

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline");
        }
        catch (IOException)
        {
            return ""; // gone meanwhile
        }
    }
}
