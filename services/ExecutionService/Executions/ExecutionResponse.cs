using System.Text;
using CodeExec.Contracts.Executions;

namespace CodeExec.ExecutionService.Executions;

/// <summary>An execution as clients see it. What does not apply to its status is left out.</summary>
internal sealed record ExecutionResponse
{
    /// <summary>The execution.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>QUEUED, RUNNING, COMPLETED, FAILED or TIMEOUT.</summary>
    public required string Status { get; init; }

    /// <summary>The code session it was run from.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Name of its language.</summary>
    public required string Language { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it became RUNNING.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it became COMPLETED, FAILED or TIMEOUT.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Standard output as UTF-8; what is not is replaced by U+FFFD. Partial for TIMEOUT.</summary>
    public string? Stdout { get; init; }

    /// <summary>Standard error as UTF-8, or the compiler's words. Partial for TIMEOUT.</summary>
    public string? Stderr { get; init; }

    /// <summary>True when the program wrote more to standard output than was kept.</summary>
    public bool? StdoutTruncated { get; init; }

    /// <summary>True when the program wrote more to standard error than was kept.</summary>
    public bool? StderrTruncated { get; init; }

    /// <summary>Wall-clock time of the program, compilation excluded.</summary>
    public long? ExecutionTimeMs { get; init; }

    /// <summary>0 to 255; left out when a signal or a limit ended the program.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Number of the signal that ended the program.</summary>
    public int? Signal { get; init; }

    /// <summary>Why the program ended: exited, signaled, wall_limit, memory_limit, compile_error and so on.</summary>
    public string? Termination { get; init; }

    /// <summary>CPU time of the program and its children, where it can be measured.</summary>
    public long? CpuTimeMs { get; init; }

    /// <summary>Peak memory of the program and its children together, where it can be measured.</summary>
    public long? MemoryPeakBytes { get; init; }

    /// <summary>Wall-clock time of the compilation, when there was one.</summary>
    public long? CompileTimeMs { get; init; }

    /// <summary>Version of the toolchain, as it says itself.</summary>
    public string? LanguageVersion { get; init; }

    /// <summary>Why it FAILED, or what limit a TIMEOUT reached.</summary>
    public string? Reason { get; init; }

    /// <summary>Attempts that were made before it FAILED.</summary>
    public int? Attempts { get; init; }

    public static ExecutionResponse From(ExecutionSnapshot execution) => new()
    {
        ExecutionId = execution.ExecutionId,
        Status = execution.Latest.Status,
        SessionId = execution.SessionId,
        Language = execution.Language,
        CreatedAt = execution.Transitions[0].At,
        StartedAt = execution.Transitions.FirstOrDefault(transition => transition.Status == ExecutionStatus.Running)?.At,
        FinishedAt = execution.IsFinished ? execution.Latest.At : null,
        Stdout = Text(execution.Stdout),
        Stderr = Text(execution.Stderr),
        StdoutTruncated = execution.Result?.Stdout.Truncated,
        StderrTruncated = execution.Result?.Stderr.Truncated,
        ExecutionTimeMs = Milliseconds(execution.Result?.WallTime),
        ExitCode = execution.Result?.ExitCode,
        Signal = execution.Result?.Signal,
        Termination = execution.Result?.Termination,
        CpuTimeMs = Milliseconds(execution.Result?.CpuTime),
        MemoryPeakBytes = execution.Result?.PeakMemoryBytes,
        CompileTimeMs = Milliseconds(execution.Result?.CompileTime),
        LanguageVersion = execution.Result?.LanguageVersion,
        Reason = execution.Latest.Reason,
        Attempts = execution.Latest.Status == ExecutionStatus.Failed ? execution.Latest.Attempt ?? 0 : null,
    };

    private static string? Text(byte[]? output) => output is null ? null : Encoding.UTF8.GetString(output);

    private static long? Milliseconds(TimeSpan? time) => time is { } span ? (long)Math.Round(span.TotalMilliseconds) : null;
}
