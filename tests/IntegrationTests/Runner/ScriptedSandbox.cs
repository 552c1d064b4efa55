using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>A sandbox that runs nothing and ends as it is told. Python is installed in it, and nothing else.</summary>
internal sealed class ScriptedSandbox : ISandbox
{
    public Func<SandboxJob, CancellationToken, Task<SandboxResult>> Script { get; set; } = (_, _) => Task.FromResult(Exited("hello\n"));

    public List<SandboxJob> Jobs { get; } = [];

    public string Name => "scripted";

    public IReadOnlyDictionary<string, string> EnforcedLimits => new Dictionary<string, string>();

    public static SandboxResult Exited(string stdout, int exitCode = 0) => new()
    {
        Termination = Termination.Exited,
        ExitCode = exitCode,
        Stdout = new CapturedStream(Encoding.UTF8.GetBytes(stdout), stdout.Length),
        Stderr = new CapturedStream(ReadOnlyMemory<byte>.Empty, 0),
        WallTime = TimeSpan.FromMilliseconds(5),
    };

    public Task SelfTestAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation)
    {
        if (job.Files.Count == 0)
        {
            return Task.FromResult(job.Command[0].Contains("python", StringComparison.Ordinal) ? Exited("Python 3.0\n") : Exited("", 127));
        }

        Jobs.Add(job);
        return Script(job, cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
