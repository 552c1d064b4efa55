using CodeExec.Contracts.Executions;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.UnitTests.Runner;

public sealed class VerdictTests
{
    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(10),
        CpuTime = TimeSpan.FromSeconds(5),
        MemoryBytes = 1,
        StdoutBytes = 1,
        StderrBytes = 1,
    };

    [Theory]
    [InlineData(null, 0, null, false, 0, Termination.Exited)]
    [InlineData(null, 137, null, false, 0, Termination.Exited)]
    [InlineData(null, null, 9, false, 0, Termination.Signaled)]
    [InlineData(null, null, 9, false, 5, Termination.CpuLimit)]
    [InlineData(null, null, 24, false, 0, Termination.CpuLimit)]
    [InlineData(null, null, 25, false, 0, Termination.FileSizeLimit)]
    [InlineData(null, null, 31, false, 0, Termination.ForbiddenSyscall)]
    [InlineData(null, 0, null, true, 0, Termination.MemoryLimit)]
    [InlineData(null, null, 9, true, 5, Termination.MemoryLimit)]
    [InlineData(Termination.WallLimit, null, 9, true, 5, Termination.WallLimit)]
    [InlineData(Termination.OutputLimit, 0, null, false, 0, Termination.OutputLimit)]
    public void The_surest_reason_wins(string? killedFor, int? exitCode, int? signal, bool memoryLimitHit, int cpuSeconds, string expected)
    {
        var end = new ProgramEnd(exitCode, signal, TimeSpan.FromSeconds(cpuSeconds), 0, TimeSpan.Zero);

        var verdict = Verdict.Of(killedFor, end, new RunUsage(null, null, memoryLimitHit), Limits);

        verdict.Should().Be(expected);
    }

    [Fact]
    public void A_kernel_that_killed_everything_for_memory_leaves_no_report()
    {
        Verdict.Of(null, null, new RunUsage(null, null, MemoryLimitHit: true), Limits).Should().Be(Termination.MemoryLimit);
    }
}
