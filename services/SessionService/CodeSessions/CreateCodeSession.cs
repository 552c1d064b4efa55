using CodeExec.Contracts;
using CodeExec.Languages;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Programs;
using CodeExec.SessionService.Schema;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService.CodeSessions;

internal static class CreateCodeSession
{
    private const string DefaultLanguage = "python";

    public static async Task<Results<Created<CodeSessionStatus>, ProblemHttpResult>> HandleAsync(
        CodeSessionInput? input, CodeSessionInputReader reader, LanguageCatalogue catalogue, IOptions<LimitsOptions> limits,
        SessionDatabase database, TimeProvider clock, HttpRequest request, CancellationToken cancellation)
    {
        var (asked, problem) = await reader.ReadAsync(input ?? new CodeSessionInput());
        if (problem is not null)
        {
            return problem;
        }

        var name = asked.Language ?? DefaultLanguage;
        if (catalogue.Find(name) is not { } language)
        {
            return CodeSessionProblems.UnknownLanguage(name, catalogue.All.Select(known => known.Name));
        }

        var parts = new ProgramParts(language, asked.Source?.Length ?? 0, asked.Files ?? [], asked.EntryPoint);
        if (parts.FindProblem(limits.Value.SourceBytes) is { } wrong)
        {
            return wrong;
        }

        var now = clock.GetUtcNow();
        var session = new CodeSession
        {
            Id = TenantMark.NewId(request.Headers[TenantMark.Header]),
            Language = language.Name,
            Source = asked.Source ?? [],
            Files = asked.WrittenFiles,
            EntryPoint = asked.StoredEntryPoint,
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
