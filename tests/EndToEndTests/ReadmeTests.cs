using System.Diagnostics;
using System.Text.Json;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests;

public sealed class ReadmeTests : IDisposable
{
    private readonly string _data = Machine.TemporaryDirectory("data");

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task The_four_calls_work_word_by_word()
    {
        await using var host = await ServiceProcess.StartAsync("standalone", new Dictionary<string, string>(), "--data", _data);
        var walk = Walk().Replace("http://127.0.0.1:8080", host.Url.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("wait=10", "wait=30", StringComparison.Ordinal); // a busy machine compiles and starts slowly

        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-euc", walk]) { RedirectStandardOutput = true })!;
        var answers = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        shell.ExitCode.Should().Be(0);
        var last = JsonDocument.Parse(answers[answers.LastIndexOf("{\"execution_id\"", StringComparison.Ordinal)..]).RootElement;
        last.GetProperty("status").GetString().Should().Be("COMPLETED");
        last.GetProperty("stdout").GetString().Should().Be("45\n");
    }

    private static string Walk()
    {
        var readme = File.ReadAllText(Path.Combine(Machine.Root, "README.md"));
        var walk = readme[readme.IndexOf("<!-- walk -->", StringComparison.Ordinal)..readme.IndexOf("<!-- /walk -->", StringComparison.Ordinal)];
        return walk[(walk.IndexOf("```sh", StringComparison.Ordinal) + "```sh".Length)..walk.LastIndexOf("```", StringComparison.Ordinal)];
    }
}
