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
}
