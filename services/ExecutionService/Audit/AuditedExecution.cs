namespace CodeExec.ExecutionService.Audit;

/// <summary>A row of <c>executions</c>: the latest status and, once finished, the result. Its changes of status are logged by a trigger.</summary>
internal sealed class AuditedExecution
{
    public Guid Id { get; init; }
    public Guid SessionId { get; init; }
    public required string Language { get; init; }
    public required string Status { get; init; }
    public int Seq { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public int? Attempt { get; init; }
    public string? Runner { get; init; }
    public string? Reason { get; init; }

    public string? Termination { get; init; }
    public int? ExitCode { get; init; }
    public int? Signal { get; init; }

    // Bytes, because text columns refuse NUL and what is not UTF-8.
    public byte[]? Stdout { get; init; }
    public bool? StdoutTruncated { get; init; }
    public long? StdoutSeenBytes { get; init; }
    public byte[]? Stderr { get; init; }
    public bool? StderrTruncated { get; init; }
    public long? StderrSeenBytes { get; init; }

    public TimeSpan? WallTime { get; init; }
    public TimeSpan? CpuTime { get; init; }
    public long? PeakMemoryBytes { get; init; }
    public TimeSpan? CompileTime { get; init; }
    public string? LanguageVersion { get; init; }
}
