using System.Text;
using CodeExec.RunStore;
using CodeExec.SessionService.Schema;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.CodeSessions;

internal static class GetCodeSession
{
    public static async Task<Results<Ok<CodeSessionView>, ProblemHttpResult>> HandleAsync(
        Guid id, SessionDatabase database, CancellationToken cancellation)
    {
        var (session, run) = await database.AskAsync(async (db, token) => (
            await db.CodeSessions.AsNoTracking().FirstOrDefaultAsync(session => session.Id == id, token),
            await db.LastRuns.AsNoTracking().FirstOrDefaultAsync(run => run.SessionId == id, token)), cancellation);
        if (session is null)
        {
            return CodeSessionProblems.NotFound(id);
        }

        return TypedResults.Ok(new CodeSessionView
        {
            SessionId = session.Id,
            Status = CodeSession.Active,
            Language = session.Language,
            SourceCode = Encoding.UTF8.GetString(session.Source),
            Files = RunFiles.Read(session.Files),
            EntryPoint = session.EntryPoint,
            CreatedAt = session.CreatedAt,
            UpdatedAt = session.UpdatedAt,
            LastRun = run is null ? null : new LastRunView(run.ExecutionId, run.Status, run.EndedAt),
        });
    }
}

/// <summary>A session as it is now.</summary>
internal sealed record CodeSessionView
{
    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Always <c>ACTIVE</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Name of its language.</summary>
    public required string Language { get; init; }

    /// <summary>Its main file, whole.</summary>
    public required string SourceCode { get; init; }

    /// <summary>The files beside it.</summary>
    public required IReadOnlyList<RunFile> Files { get; init; }

    /// <summary>Name of the file that is run or compiled. Absent for the main file.</summary>
    public string? EntryPoint { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When any of it was last saved.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The latest of its runs that have ended. Absent before the first.</summary>
    public LastRunView? LastRun { get; init; }
}

/// <param name="ExecutionId">The execution; GET /executions/{id} tells all about it.</param>
/// <param name="Status">COMPLETED, FAILED or TIMEOUT.</param>
/// <param name="At">When it ended.</param>
internal sealed record LastRunView(Guid ExecutionId, string Status, DateTimeOffset At);
