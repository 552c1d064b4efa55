using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Executions;

namespace CodeExec.ExecutionService.Audit;

/// <summary>One statement with its parameters, in SQL that PostgreSQL and SQLite share.</summary>
internal sealed record AuditStatement(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);

/// <summary>
/// Applies an execution's transitions one at a time and in order, so that the trigger logs each; one that is already
/// there changes nothing.
/// </summary>
internal sealed class AuditStatements(string table)
{
    private readonly string _insert = $"""
        INSERT INTO {table} (id, session_id, language, status, seq, changed_at, attempt, runner, reason)
        VALUES (@id, @session_id, @language, @status, @seq, @changed_at, @attempt, @runner, @reason)
        ON CONFLICT (id) DO NOTHING
        """;

    private readonly string _advance = $"""
        UPDATE {table} SET status = @status, seq = @seq, changed_at = @changed_at, attempt = @attempt, runner = @runner, reason = @reason
        WHERE id = @id AND seq < @seq
        """;

    private readonly string _finish = $"""
        UPDATE {table} SET status = @status, seq = @seq, changed_at = @changed_at, attempt = @attempt, runner = @runner, reason = @reason,
            termination = @termination, exit_code = @exit_code, signal = @signal,
            stdout = @stdout, stdout_truncated = @stdout_truncated, stdout_seen_bytes = @stdout_seen_bytes,
            stderr = @stderr, stderr_truncated = @stderr_truncated, stderr_seen_bytes = @stderr_seen_bytes,
            wall_time = @wall_time, cpu_time = @cpu_time, peak_memory_bytes = @peak_memory_bytes,
            compile_time = @compile_time, language_version = @language_version
        WHERE id = @id AND seq < @seq
        """;

    public IEnumerable<AuditStatement> For(ExecutionSnapshot execution) => execution.Transitions.Select(transition => transition switch
    {
        { Seq: 1 } => new AuditStatement(_insert, [.. Of(execution, transition), ("session_id", execution.SessionId), ("language", execution.Language)]),
        _ when transition == execution.Latest && execution.Result is { } result =>
            new AuditStatement(_finish, [.. Of(execution, transition), .. Of(execution, result)]),
        _ => new AuditStatement(_advance, [.. Of(execution, transition)]),
    });

    private static IEnumerable<(string, object?)> Of(ExecutionSnapshot execution, ExecutionTransition transition) =>
    [
        ("id", execution.ExecutionId),
        ("status", transition.Status),
        ("seq", transition.Seq),
        ("changed_at", transition.At.ToUniversalTime()),
        ("attempt", transition.Attempt),
        ("runner", transition.Runner),
        ("reason", transition.Reason),
    ];

    private static IEnumerable<(string, object?)> Of(ExecutionSnapshot execution, RunResult result) =>
    [
        ("termination", result.Termination),
        ("exit_code", result.ExitCode),
        ("signal", result.Signal),
        ("stdout", execution.Stdout),
        ("stdout_truncated", result.Stdout.Truncated),
        ("stdout_seen_bytes", result.Stdout.SeenBytes),
        ("stderr", execution.Stderr),
        ("stderr_truncated", result.Stderr.Truncated),
        ("stderr_seen_bytes", result.Stderr.SeenBytes),
        ("wall_time", result.WallTime),
        ("cpu_time", result.CpuTime),
        ("peak_memory_bytes", result.PeakMemoryBytes),
        ("compile_time", result.CompileTime),
        ("language_version", result.LanguageVersion),
    ];
}
