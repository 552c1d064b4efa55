using CodeExec.Contracts.Executions;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>What a program sees that differs by the driver, because another kernel shows it. Everything else is the same, and tested so.</summary>
public sealed record SandboxView
{
    /// <summary>Names in the root folder.</summary>
    public required IReadOnlyList<string> Root { get; init; }

    /// <summary>
    /// CapEff, CapPrm, CapBnd, CapAmb, NoNewPrivs and Seccomp of /proc/self/status; None for one that is not shown.
    /// </summary>
    public required string Rights { get; init; }

    /// <summary>/proc/self/oom_score_adj.</summary>
    public required string OomScoreAdjustment { get; init; }

    /// <summary>What it may open of process 1's folder in /proc, of what belongs to a process alone.</summary>
    public string OfProcessOne { get; init; } = "";

    /// <summary>errno of a connection to somewhere else: nobody knows a way (101), or there is none (113).</summary>
    public int Unreachable { get; init; } = 101;

    /// <summary>Termination and signal of who makes a system call of a foreign architecture.</summary>
    public IReadOnlyList<(string Termination, int? Signal)> ForeignCall { get; init; } = [(Termination.ForbiddenSyscall, 31)];

    private static readonly string[] Folders = ["bin", "compile", "dev", "etc", "init", "lib", "lib64", "proc", "sbin", "src", "tmp", "usr", "workspace"];

    public static SandboxView OfBubblewrap { get; } = new()
    {
        Root = Folders,
        Rights = "['0000000000000000', '0000000000000000', '0000000000000000', '0000000000000000', '1', '2']",
        OomScoreAdjustment = "1000",
    };

    /// <summary>
    /// gVisor mounts its own /sys whether asked or not. It knows no ambient capabilities, and grants no privilege by exec, ever, so that it
    /// shows no NoNewPrivs; prctl(2) tells it, and init insists on that. The adjustment of its processes is of no use outside of it: that
    /// of the kernel itself is set there. It shows everyone what a process was started with, and init was with what the program is.
    /// </summary>
    public static SandboxView OfGVisor { get; } = new()
    {
        Root = [.. Folders.Append("sys").Order(StringComparer.Ordinal)],
        Rights = "['0000000000000000', '0000000000000000', '0000000000000000', None, None, '2']",
        OomScoreAdjustment = "0",
        OfProcessOne = "opened environ\n",
        Unreachable = 113,
        // By systrap the machine makes the call before gVisor sees it. A container's filter of ours ends who makes one, which gVisor tells as an exit.
        ForeignCall = IsFiltered ? [(Termination.ForbiddenSyscall, 31), (Termination.Exited, null)] : [(Termination.ForbiddenSyscall, 31)],
    };

    private static bool IsFiltered => File.ReadLines("/proc/self/status").Contains("Seccomp:\t2");
}
