namespace CodeExec.Contracts.Executions;

/// <summary>How a program ended and what it left.</summary>
public sealed record RunResult
{
    /// <summary>Why it ended: one of <see cref="Executions.Termination"/>.</summary>
    public required string Termination { get; init; }

    /// <summary>Exit code, 0 to 255. Null when a signal or a limit ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Number of the signal that ended it (signal(7)). Null when it exited.</summary>
    public int? Signal { get; init; }

    /// <summary>Standard output.</summary>
    public required OutputStream Stdout { get; init; }

    /// <summary>Standard error; the compiler's messages when it did not compile.</summary>
    public required OutputStream Stderr { get; init; }

    /// <summary>Wall-clock time from the program's start to its end, compilation excluded.</summary>
    public required TimeSpan WallTime { get; init; }

    /// <summary>CPU time of the program and its children. Null where it cannot be measured.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Peak memory of the program and its children together, in bytes. Null where it cannot be measured.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Wall-clock time of the compilation. Null for an interpreted language and for a binary seen before.</summary>
    public TimeSpan? CompileTime { get; init; }

    /// <summary>Version of the toolchain that ran it, as the toolchain itself says it.</summary>
    public string? LanguageVersion { get; init; }
}
