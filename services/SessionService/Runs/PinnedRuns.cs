using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.Runs;

/// <summary>Takes a session as it is now for a run, or as it was for a run with the same Idempotency-Key.</summary>
internal sealed class PinnedRuns(SessionDatabase database, TimeProvider clock)
{
    /// <summary>How long an Idempotency-Key is known.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The run to submit. Null when there is no such session. Stored only when there is a <paramref name="key"/>.</summary>
    public Task<PinnedRun?> PinAsync(Guid sessionId, string? key, RunInput input, CancellationToken cancellation) =>
        database.AskAsync((db, token) => PinAsync(db, sessionId, key, input, token), cancellation);

    private async Task<PinnedRun?> PinAsync(SessionDbContext db, Guid sessionId, string? key, RunInput input, CancellationToken cancellation)
    {
        if (key is not null && await FindAsync(db, sessionId, key, cancellation) is { } known)
        {
            return known;
        }

        var session = await db.CodeSessions.AsNoTracking().FirstOrDefaultAsync(session => session.Id == sessionId, cancellation);
        if (session is null)
        {
            return null;
        }

        var run = new PinnedRun
        {
            SessionId = sessionId,
            Key = key ?? "",
            ExecutionId = Guid.NewGuid(),
            InputHash = PinnedRun.HashOf(input),
            Language = session.Language,
            Source = session.Source,
            CreatedAt = clock.GetUtcNow(),
        };
        return key is null ? run : await StoreAsync(db, run, cancellation);
    }

    private async Task<PinnedRun?> FindAsync(SessionDbContext db, Guid sessionId, string key, CancellationToken cancellation)
    {
        var run = await db.PinnedRuns.AsNoTracking().FirstOrDefaultAsync(run => run.SessionId == sessionId && run.Key == key, cancellation);
        return run?.CreatedAt > clock.GetUtcNow() - Lifetime ? run : null;
    }

    // Of those who come at once, the first row stays and all get it; one that has expired is written over.
    private async Task<PinnedRun?> StoreAsync(SessionDbContext db, PinnedRun run, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO pinned_runs AS known (session_id, key, execution_id, input_hash, language, source, created_at)
            VALUES ({run.SessionId}, {run.Key}, {run.ExecutionId}, {run.InputHash}, {run.Language}, {run.Source}, {run.CreatedAt})
            ON CONFLICT (session_id, key) DO UPDATE SET execution_id = excluded.execution_id, input_hash = excluded.input_hash,
                language = excluded.language, source = excluded.source, created_at = excluded.created_at
            WHERE known.created_at <= {run.CreatedAt - Lifetime}
            """,
            cancellation);
        return await FindAsync(db, run.SessionId, run.Key, cancellation);
    }
}
