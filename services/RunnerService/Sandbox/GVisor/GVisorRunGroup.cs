using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>A run's group with gVisor itself in it: gives it what it needs beside the program, and takes that off what is measured.</summary>
internal sealed class GVisorRunGroup(IRunGroup outer) : IRunGroup
{
    /// <summary>Memory for gVisor's own processes, in bytes.</summary>
    public const long OwnMemoryBytes = 64L << 20;

    private const int OwnProcesses = 128; // threads of runsc, its file server and its kernel

    // Threads of ours for one of the program's, of which its kernel admits exactly as many as are allowed. The more of them fork at once, the
    // more each needs: 64 had 1,100 before their memory was at its end. When there is no thread for it, gVisor's kernel dies, and the run
    // would seem to have failed by our fault.
    private const int EachProcess = 64;

    private long _ownMemory;
    private TimeSpan _ownTime;

    public IReadOnlyList<string> MembershipFiles => outer.MembershipFiles;

    public void Limit(SandboxLimits limits) => outer.Limit(limits with
    {
        MemoryBytes = limits.MemoryBytes + OwnMemoryBytes,
        Processes = (limits.Processes * EachProcess) + OwnProcesses,
    });

    public void Begin(SandboxedProcess process)
    {
        outer.Begin(process);
        _ownMemory = outer.MemoryNow(process) ?? 0;
        _ownTime = outer.Measure(process).CpuTime ?? TimeSpan.Zero;
    }

    public void Discount(SandboxedProcess process) => outer.Discount(process);

    public RunUsage Measure(SandboxedProcess process)
    {
        var usage = outer.Measure(process);
        return usage with
        {
            AtLeast = true, // an interpreter that waited is among what is taken off
            CpuTime = usage.CpuTime - _ownTime,
            PeakMemoryBytes = usage.PeakMemoryBytes > _ownMemory ? usage.PeakMemoryBytes - _ownMemory : null,
        };
    }

    public long? MemoryNow(SandboxedProcess process) => outer.MemoryNow(process) - _ownMemory;

    public void Kill(SandboxedProcess process) => outer.Kill(process);

    public Task RemoveAsync() => outer.RemoveAsync();
}
