using CodeExec.Contracts.Executions;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.NoOpRunner;

/// <summary>Runs nothing: every Python program prints hello and ends at once. What is left of a run is the control plane.</summary>
internal sealed class NoOpSandbox : ISandbox
{
    private const int NotFound = 127; // what a shell says of a command that is not there

    public string Name => "none";

    public IReadOnlyDictionary<string, string> EnforcedLimits => new Dictionary<string, string>();

    public Task SelfTestAsync(CancellationToken cancellation) => Task.CompletedTask;

    // A job without files asks for a toolchain's version.
    public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation) => Task.FromResult(
        job.Files.Count > 0 ? Ended("hello\n"u8.ToArray(), 0)
        : job.Command[0].Contains("python", StringComparison.Ordinal) ? Ended("Python 3.0\n"u8.ToArray(), 0)
        : Ended([], NotFound));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static SandboxResult Ended(byte[] stdout, int exitCode) => new()
    {
        Termination = Termination.Exited,
        ExitCode = exitCode,
        Stdout = new CapturedStream(stdout, stdout.Length),
        Stderr = new CapturedStream(ReadOnlyMemory<byte>.Empty, 0),
        WallTime = TimeSpan.Zero,
    };
}
