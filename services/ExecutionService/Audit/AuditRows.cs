using CodeExec.Contracts.Executions;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Rows of the audit in the words of the contracts.</summary>
internal static class AuditRows
{
    public static ExecutionTransition ToTransition(this AuditedTransition row) => new()
    {
        Seq = row.Seq,
        Status = row.Status,
        At = row.At,
        Attempt = row.Attempt,
        Runner = row.Runner,
        Reason = row.Reason,
    };

    public static RunResult? ToResult(this AuditedExecution row) => row.Termination is null ? null : new RunResult
    {
        Termination = row.Termination,
        ExitCode = row.ExitCode,
        Signal = row.Signal,
        Stdout = ToStream(row.Stdout, row.StdoutTruncated, row.StdoutSeenBytes),
        Stderr = ToStream(row.Stderr, row.StderrTruncated, row.StderrSeenBytes),
        WallTime = row.WallTime.GetValueOrDefault(),
        CpuTime = row.CpuTime,
        PeakMemoryBytes = row.PeakMemoryBytes,
        CompileTime = row.CompileTime,
        LanguageVersion = row.LanguageVersion,
    };

    // The bytes themselves are in the snapshot.
    private static OutputStream ToStream(byte[]? content, bool? truncated, long? seenBytes) => new()
    {
        Content = new Payload { LengthBytes = content?.Length ?? 0 },
        Truncated = truncated.GetValueOrDefault(),
        SeenBytes = seenBytes.GetValueOrDefault(),
    };
}
