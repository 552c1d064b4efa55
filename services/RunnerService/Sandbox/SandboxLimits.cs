namespace CodeExec.RunnerService.Sandbox;

/// <summary>What one program may use. The defaults suit a program of a course; see the measurements in the README.</summary>
public sealed record SandboxLimits
{
    /// <summary>See <see cref="Processes"/>.</summary>
    public const int UsualProcesses = 64;

    /// <summary>See <see cref="FileBytes"/>.</summary>
    public const long UsualFileBytes = 64L << 20;

    /// <summary>See <see cref="OpenFiles"/>.</summary>
    public const int UsualOpenFiles = 256;

    /// <summary>See <see cref="DiskBytes"/>.</summary>
    public const long UsualDiskBytes = 64L << 20;

    /// <summary>Wall-clock time from the program's start; then everything is killed.</summary>
    public required TimeSpan WallTime { get; init; }

    /// <summary>CPU time: of each process by the kernel, in whole seconds rounded up, and of all together where it can be measured.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>Memory of all its processes together, in bytes, files it writes included where there is a cgroup.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Bytes kept of standard output. Far more than that (sixteen times, at least 1 MiB) kills the program.</summary>
    public required long StdoutBytes { get; init; }

    /// <summary>Bytes kept of standard error; likewise.</summary>
    public required long StderrBytes { get; init; }

    /// <summary>Processes and threads at once. Default 64, enough for Node and gcc.</summary>
    public int Processes { get; init; } = UsualProcesses;

    /// <summary>Largest file, in bytes. Default 64 MiB.</summary>
    public long FileBytes { get; init; } = UsualFileBytes;

    /// <summary>Open descriptors of each process. Default 256.</summary>
    public int OpenFiles { get; init; } = UsualOpenFiles;

    /// <summary>Size of <c>/workspace</c> and of <c>/tmp</c>, in bytes each. Default 64 MiB.</summary>
    public long DiskBytes { get; init; } = UsualDiskBytes;

    /// <summary>
    /// CPU time of all its processes together for wall-clock time, in percent of one core. Null: as much as the machine gives. Not limited where no
    /// cgroup can do it.
    /// </summary>
    public int? CpuPercent { get; init; }

    /// <summary>Bytes of both streams together at which the program is killed for flooding.</summary>
    public long FloodBytes => Math.Max(1L << 20, 16 * Math.Max(StdoutBytes, StderrBytes));
}
