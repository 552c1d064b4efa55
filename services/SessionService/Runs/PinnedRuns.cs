using CodeExec.SessionService.Programs;
using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.Runs;

/// <summary>Remembers what was asked with an Idempotency-Key.</summary>
internal sealed class PinnedRuns(SessionDatabase database, TimeProvider clock)
{
    /// <summary>How long an Idempotency-Key is known.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The run that was asked with this key. Null when there is none, or no key.</summary>
    public async Task<PinnedRun?> FindAsync(Guid sessionId, string? key, CancellationToken cancellation) =>
        key is null ? null : await database.AskAsync((db, token) => FindAsync(db, sessionId, key, token), cancellation);

    /// <summary>
    /// A new run of <paramref name="program"/> under <paramref name="executionId"/>; or, when another request with the same key was faster, the
    /// run of that one. Stored only when there is a key.
    /// </summary>
    public async Task<PinnedRun> PinAsync(Guid sessionId, Guid executionId, RunProgram program, string? key, RunInput input, CancellationToken cancellation)
    {
        var run = new PinnedRun
        {
            SessionId = sessionId,
            Key = key ?? "",
            ExecutionId = executionId,
            InputHash = PinnedRun.HashOf(input),
            Language = program.Language,
            Source = program.Source,
            EntryPoint = program.EntryPoint,
            Files = program.Files,
            CreatedAt = clock.GetUtcNow(),
        };
        return key is null ? run : await database.AskAsync((db, token) => StoreAsync(db, run, token), cancellation);
    }

    private async Task<PinnedRun?> FindAsync(SessionDbContext db, Guid sessionId, string key, CancellationToken cancellation)
    {
        var run = await db.PinnedRuns.AsNoTracking().FirstOrDefaultAsync(run => run.SessionId == sessionId && run.Key == key, cancellation);
        return run?.CreatedAt > clock.GetUtcNow() - Lifetime ? run : null;
    }

    // Of those who come at once, the first row stays and all get it; one that has expired is written over.
    private async Task<PinnedRun> StoreAsync(SessionDbContext db, PinnedRun run, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO pinned_runs AS known (session_id, key, execution_id, input_hash, language, source, entry_point, files, created_at)
            VALUES ({run.SessionId}, {run.Key}, {run.ExecutionId}, {run.InputHash}, {run.Language}, {run.Source}, {run.EntryPoint}, {run.Files}, {run.CreatedAt})
            ON CONFLICT (session_id, key) DO UPDATE SET execution_id = excluded.execution_id, input_hash = excluded.input_hash,
                language = excluded.language, source = excluded.source, entry_point = excluded.entry_point, files = excluded.files, created_at = excluded.created_at
            WHERE known.created_at <= {run.CreatedAt - Lifetime}
            """,
            cancellation);
        return await FindAsync(db, run.SessionId, run.Key, cancellation) ?? run;
    }
}
