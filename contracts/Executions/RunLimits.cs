namespace CodeExec.Contracts.Executions;

/// <summary>What one run may use. Set by SessionService within the deployment's maximums; runners only enforce it.</summary>
public sealed record RunLimits
{
    /// <summary>Wall-clock time allowed, compilation excluded. 100 ms to 5 min. Default 10 s.</summary>
    public required TimeSpan WallTime { get; init; }

    /// <summary>Memory allowed for the program and its children together, in bytes. 16 MiB to 16 GiB. Default 256 MiB.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Bytes kept of each output stream. 1 KiB to 16 MiB. Default 1 MiB.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>CPU time allowed for the program and its children together. 100 ms to 10 min. Null: twice <see cref="WallTime"/>.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Processes and threads allowed at once. 1 to 1024. Null: 64.</summary>
    public int? Processes { get; init; }

    /// <summary>Largest file that the program may write, in bytes. 4 KiB to 1 GiB. Null: 64 MiB.</summary>
    public long? FileBytes { get; init; }

    /// <summary>Descriptors that each process may have open. 16 to 4096. Null: 256.</summary>
    public int? OpenFiles { get; init; }

    /// <summary>Size of the program's <c>/workspace</c> and of its <c>/tmp</c>, in bytes each. 1 MiB to 1 GiB. Null: 64 MiB.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>
    /// Share of the processor for the program and its children together: CPU time for wall-clock time, in percent of one core, so that 200 is two
    /// cores. 5 to 6400. Null: no limit but that of the machine. Compilation has no share.
    /// </summary>
    public int? CpuPercent { get; init; }
}
