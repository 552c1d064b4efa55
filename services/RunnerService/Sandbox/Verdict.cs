using CodeExec.Contracts.Executions;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox;

/// <summary>Why a program ended, from all that is known about it, the surest first.</summary>
internal static class Verdict
{
    private const int SigKill = 9;
    private const int SigXcpu = 24;
    private const int SigXfsz = 25;
    private const int SigSys = 31;

    /// <param name="killedFor">The limit for which we killed it; null when we did not.</param>
    /// <param name="end">What init reported; null when it did not live to report.</param>
    /// <param name="usage">The last measurement.</param>
    /// <param name="limits">What was allowed.</param>
    public static string Of(string? killedFor, ProgramEnd? end, RunUsage usage, SandboxLimits limits) => (killedFor, end?.Signal) switch
    {
        ({ } limit, _) => limit,
        // The kernel may kill one process of many, and the program then exits as if nothing had happened.
        _ when usage.MemoryLimitHit => Termination.MemoryLimit,
        (_, null) => Termination.Exited,
        (_, SigXcpu) => Termination.CpuLimit,
        // A program that ignores SIGXCPU gets SIGKILL from the kernel a second later.
        (_, SigKill) when end!.CpuTime >= limits.CpuTime => Termination.CpuLimit,
        (_, SigXfsz) => Termination.FileSizeLimit,
        (_, SigSys) => Termination.ForbiddenSyscall,
        _ => Termination.Signaled,
    };
}
