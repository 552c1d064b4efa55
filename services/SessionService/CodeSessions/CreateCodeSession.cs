using CodeExec.SessionService.Schema;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.CodeSessions;

internal static class CreateCodeSession
{
    private const string DefaultLanguage = "python";

    public static async Task<Results<Created<CodeSessionStatus>, ProblemHttpResult>> HandleAsync(
        CodeSessionInput? input, CodeSessionInputReader reader, SessionDatabase database, TimeProvider clock, CancellationToken cancellation)
    {
        var (language, source, problem) = await reader.ReadAsync(input ?? new CodeSessionInput());
        if (problem is not null)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var session = new CodeSession
        {
            Id = Guid.NewGuid(),
            Language = language ?? DefaultLanguage,
            Source = source ?? [],
            CreatedAt = now,
            UpdatedAt = now,
        };
        await database.AskAsync((db, token) => db.CodeSessions.Add(session).Context.SaveChangesAsync(token), cancellation);
        return TypedResults.Created($"/code-sessions/{session.Id}", new CodeSessionStatus { SessionId = session.Id, Status = CodeSession.Active });
    }
}

/// <summary>That a session is there.</summary>
internal sealed record CodeSessionStatus
{
    /// <summary>The session. Who knows this id may read, change and run it.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Always <c>ACTIVE</c>.</summary>
    public required string Status { get; init; }
}
