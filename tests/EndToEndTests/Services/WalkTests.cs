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
}
