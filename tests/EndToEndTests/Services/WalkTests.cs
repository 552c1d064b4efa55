namespace CodeExec.EndToEndTests.Services;

[Collection(nameof(FourProcesses))]
public sealed class WalkTests(FourProcesses services)
{
    private readonly Client _client = services.Client;

    [Theory]
    [InlineData("python", "print('Hello from Python')", "Hello from Python\n")]
    [InlineData("go", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"Hello from Go\") }\n", "Hello from Go\n")]
    public async Task A_program_reaches_COMPLETED_with_its_output(string language, string source, string stdout)
    {
        var session = await _client.CreateSessionAsync(language, source);

        var accepted = await _client.RunAsync(session);
        var execution = accepted.GetProperty("execution_id").GetString()!;
        var end = await _client.GetEndAsync(execution);

        accepted.GetProperty("status").GetString().Should().Be("QUEUED");
        end.GetProperty("status").GetString().Should().Be("COMPLETED");
        end.GetProperty("stdout").GetString().Should().Be(stdout);
        end.GetProperty("exit_code").GetInt32().Should().Be(0);
        (await _client.GetHistoryAsync(execution)).Should().Equal(("QUEUED", 1), ("RUNNING", 2), ("COMPLETED", 3));
    }

    [Fact]
    public async Task A_program_of_several_files_runs_with_what_was_asked_for_then()
    {
        var session = await _client.CreateSessionAsync("python", "print('not me')");
        var table = string.Join('\n', Enumerable.Range(0, 20_000));
        await _client.SaveAsync(session, new
        {
            files = new[]
            {
                new { name = "app/start.py", content = "import os, table\nprint(table.total(), os.environ['APP_MODE'])" },
                new { name = "app/table.py", content = "def total(): return sum(map(int, open('data/table.txt')))" },
                new { name = "data/table.txt", content = table },
            },
            entry_point = "app/start.py",
        });

        var accepted = await _client.RunAsync(session, new { env = new Dictionary<string, string> { ["APP_MODE"] = "first" } });
        await _client.SaveAsync(session, new { files = Array.Empty<object>(), entry_point = "" });
        var end = await _client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!);
        var own = await _client.RunAsync(
            session,
            new { files = new[] { new { name = "app.py", content = "import os\nos.fork()" } }, entry_point = "app.py", limits = new { processes = 1 } },
            ("Prefer", "wait=30"));

        (end.GetProperty("status").GetString(), end.GetProperty("stdout").GetString()).Should().Be(("COMPLETED", "199990000 first\n"));
        own.GetProperty("stderr").GetString().Should().Contain("BlockingIOError");
    }
}
