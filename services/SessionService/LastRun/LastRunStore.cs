using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.LastRun;

/// <summary>Writes the last runs of sessions.</summary>
internal sealed class LastRunStore(IDbContextFactory<SessionDbContext> contexts)
{
    private const int Columns = 5;

    /// <summary>One statement: an event that comes twice, or after that of a later run, changes nothing.</summary>
    public async Task RecordAsync(IReadOnlyList<LastRunRecord> ended, CancellationToken cancellation)
    {
        // A statement writes a row once. In one order, for two writers with the same rows wait for each other in another.
        LastRunRecord[] runs = [.. ended.GroupBy(run => run.SessionId).Select(runs => runs.MaxBy(run => run.QueuedAt)!).OrderBy(run => run.SessionId)];
        var rows = runs.Select((_, row) => $"({string.Join(", ", Enumerable.Range(row * Columns, Columns).Select(number => $"{{{number}}}"))})");
        var statement = $"""
            INSERT INTO last_runs AS known (session_id, execution_id, status, queued_at, ended_at)
            VALUES {string.Join(", ", rows)}
            ON CONFLICT (session_id) DO UPDATE SET execution_id = excluded.execution_id, status = excluded.status,
                queued_at = excluded.queued_at, ended_at = excluded.ended_at
            WHERE excluded.queued_at > known.queued_at
            """;
        object[] values = [.. runs.SelectMany(run => new object[] { run.SessionId, run.ExecutionId, run.Status, run.QueuedAt, run.EndedAt })];
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync(statement, values, cancellation);
    }
}
