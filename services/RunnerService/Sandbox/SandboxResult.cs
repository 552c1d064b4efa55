namespace CodeExec.RunnerService.Sandbox;

/// <summary>How a program ended.</summary>
public sealed record SandboxResult
{
    /// <summary>One of <see cref="Contracts.Executions.Termination"/>, compile values excluded.</summary>
    public required string Termination { get; init; }

    /// <summary>Exit code, 0 to 255. Null when a signal or a limit ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Number of the signal that ended it (signal(7)). Null when it exited.</summary>
    public int? Signal { get; init; }

    /// <summary>Standard output.</summary>
    public required CapturedStream Stdout { get; init; }

    /// <summary>Standard error.</summary>
    public required CapturedStream Stderr { get; init; }

    /// <summary>From the program's start to its end.</summary>
    public required TimeSpan WallTime { get; init; }

    /// <summary>CPU time of all its processes. Null where it cannot be measured.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Peak memory of all its processes together, in bytes. Null where it cannot be measured.</summary>
    public long? PeakMemoryBytes { get; init; }
}

/// <summary>What was kept of an output stream.</summary>
/// <param name="Content">The first bytes, up to the limit.</param>
/// <param name="SeenBytes">Bytes that the program wrote before its end.</param>
public sealed record CapturedStream(ReadOnlyMemory<byte> Content, long SeenBytes)
{
    /// <summary>True when the program wrote more than was kept.</summary>
    public bool Truncated => SeenBytes > Content.Length;
}
