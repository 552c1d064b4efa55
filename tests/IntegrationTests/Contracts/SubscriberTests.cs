using System.Reflection;
using System.Text.RegularExpressions;
using CodeExec.Contracts.Executions;
using CodeExec.TestKit;
using MassTransit;

namespace CodeExec.IntegrationTests.Contracts;

/// <summary>The subscriber of <c>contracts/README.md</c>, word by word, built and run as a stranger would.</summary>
public sealed partial class SubscriberTests(RabbitMqServer broker) : IClassFixture<RabbitMqServer>, IDisposable
{
    private readonly string _directory = Machine.TemporaryDirectory("subscriber");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_stranger_hears_that_an_execution_completed()
    {
        await using var subscriber = await StartSubscriberAsync();
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host("127.0.0.1", (ushort)broker.Port, "/", _ => { }));
        await bus.StartAsync();
        var message = Completed();

        await bus.Publish(message);

        await subscriber.WaitUntilAsync(_ => LogSaysAsync(subscriber, $"{message.ExecutionId} exited"), TimeSpan.FromSeconds(30));
        await bus.StopAsync();
    }

    private async Task<ChildProcess> StartSubscriberAsync()
    {
        await WriteProjectAsync();
        var configuration = typeof(Machine).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

        // Our own project is as the tests were built with it: writing it now would disturb tests that run beside this one.
        await using (var build = await ChildProcess.StartAsync(Path.Combine(_directory, "build.log"),
            [Machine.Find("dotnet"), "build", Path.Combine(_directory, "Subscriber.csproj"), "-c", configuration, "-v", "quiet", "-p:BuildProjectReferences=false", "-nodeReuse:false"]))
        {
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            await build.WaitForExitAsync(late.Token);
            build.ExitCode.Should().Be(0, await File.ReadAllTextAsync(build.LogFile));
        }

        var subscriber = await ChildProcess.StartAsync(Path.Combine(_directory, "log"),
            [Machine.Find("dotnet"), Path.Combine(_directory, "bin", configuration, "net10.0", "Subscriber.dll"), $"amqp://guest:guest@127.0.0.1:{broker.Port}"]);
        await subscriber.WaitUntilAsync(_ => LogSaysAsync(subscriber, "Bus started"), TimeSpan.FromSeconds(60));
        return subscriber;
    }

    private async Task WriteProjectAsync()
    {
        var snippets = Snippet().Matches(await File.ReadAllTextAsync(Path.Combine(Machine.Root, "contracts/README.md")));
        var (project, program) = (snippets[0].Groups["text"].Value, snippets[1].Groups["text"].Value);
        project.Should().Contain("../codeexec/contracts/", "the reader puts a path there");
        project.Should().Contain($"\"MassTransit.RabbitMQ\" Version=\"{PinnedVersion()}\"", "the services have this version");

        await File.WriteAllTextAsync(
            Path.Combine(_directory, "Subscriber.csproj"), project.Replace("../codeexec/contracts/", $"{Machine.Root}/contracts/", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(_directory, "Program.cs"), program);
    }

    private static string PinnedVersion() =>
        Pin().Match(File.ReadAllText(Path.Combine(Machine.Root, "Directory.Packages.props"))).Groups["version"].Value;

    private static async Task<bool> LogSaysAsync(ChildProcess process, string words) =>
        File.Exists(process.LogFile) && (await File.ReadAllTextAsync(process.LogFile)).Contains(words, StringComparison.Ordinal);

    private static ExecutionCompleted Completed()
    {
        var nothing = new OutputStream { Content = new Payload { Text = "", LengthBytes = 0 }, Truncated = false, SeenBytes = 0 };
        return new ExecutionCompleted
        {
            ExecutionId = Guid.NewGuid(),
            SessionId = Guid.NewGuid(),
            Language = "python",
            Seq = 1,
            Transitions = [new ExecutionTransition { Seq = 1, Status = ExecutionStatus.Completed, At = TimeProvider.System.GetUtcNow() }],
            Result = new RunResult { Termination = Termination.Exited, ExitCode = 0, Stdout = nothing, Stderr = nothing, WallTime = TimeSpan.Zero },
        };
    }

    [GeneratedRegex("^```(xml|csharp)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("MassTransit.RabbitMQ\" Version=\"\\[(?<version>[0-9.]+)\\]\"")]
    private static partial Regex Pin();
}
