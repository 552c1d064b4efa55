using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>What this machine has for sandboxes, and how limits are enforced with it.</summary>
internal sealed class SandboxMachine(Cgroups? cgroups)
{
    /// <summary>Where bubblewrap is.</summary>
    /// <exception cref="SandboxUnavailableException">It is not installed.</exception>
    public string Bubblewrap { get; } = Find("bwrap") ?? throw new SandboxUnavailableException("bubblewrap is not installed: apt-get install bubblewrap.");

    public Cgroups? Cgroups => cgroups;

    // Before Linux 5.14 RLIMIT_NPROC counts all of a user's processes, in whatever namespace: for an ordinary user that is everything
    // he runs, and nothing would start.
    public static bool CountsProcessesOfNamespace => OperatingSystem.IsOSPlatformVersionAtLeast("Linux", 5, 14);

    private static bool CanCountProcesses => Posix.EffectiveUserId == 0 || CountsProcessesOfNamespace;

    /// <summary>RLIMIT_NPROC, the sandbox's process 1 included; 0 for none.</summary>
    public static int Processes(SandboxLimits limits) => CanCountProcesses ? limits.Processes + 1 : 0;

    /// <summary>RLIMIT_DATA; 0 for none. Without a cgroup it is what one process can get between two looks at it.</summary>
    public long DataBytes(SandboxLimits limits) => cgroups is null ? 2 * limits.MemoryBytes : 0;

    /// <summary>The limits, each with how, for people.</summary>
    public Dictionary<string, string> EnforcedLimits() => new()
    {
        ["wall_time"] = "deadline of the runner, then SIGKILL for all processes",
        ["cpu_time"] = cgroups is { Unified: null } ? "RLIMIT_CPU of each process" : "RLIMIT_CPU of each process, sum of all every 50 ms",
        ["cpu_share"] = cgroups switch
        {
            { Cpu: not null, Version2: true } => "cgroup v2 cpu.max",
            { Cpu: not null } => "cgroup v1 cpu.cfs_quota_us",
            _ => "not limited: needs a cgroup with the cpu controller",
        },
        ["memory"] = cgroups switch
        {
            null => "sum of all processes every 50 ms",
            { Version2: true } => "cgroup v2",
            _ => "cgroup v1",
        },
        ["processes"] = (cgroups, CanCountProcesses) switch
        {
            ({ }, _) => "cgroup pids.max",
            (null, true) => "RLIMIT_NPROC",
            (null, false) => "not limited: needs a cgroup or Linux 5.14",
        },
        ["output"] = "kept up to the limit, killed far beyond it",
        ["file_size"] = "RLIMIT_FSIZE",
        ["open_files"] = "RLIMIT_NOFILE",
        ["disk"] = "size of the tmpfs",
    };

    /// <returns>Where a program is; null when it is not installed.</returns>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
        .Split(':')
        .Select(folder => $"{folder}/{program}")
        .FirstOrDefault(File.Exists);
}
