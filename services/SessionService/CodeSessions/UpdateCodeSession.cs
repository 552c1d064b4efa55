using CodeExec.Languages;
using CodeExec.RunStore;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Programs;
using CodeExec.SessionService.Schema;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService.CodeSessions;

internal static class UpdateCodeSession
{
    public static async Task<Results<Ok<CodeSessionStatus>, ProblemHttpResult>> HandleAsync(
        Guid id, CodeSessionInput input, CodeSessionInputReader reader, LanguageCatalogue catalogue, IOptions<LimitsOptions> limits,
        SessionDatabase database, TimeProvider clock, CancellationToken cancellation)
    {
        var (change, problem) = await reader.ReadAsync(input);
        if (problem is not null)
        {
            return problem;
        }

        if (change.IsEmpty)
        {
            return CodeSessionProblems.NothingToChange();
        }

        // What others save between the look and the change is looked at again when it is run.
        var now = await database.AskAsync((db, token) => db.CodeSessions.Where(session => session.Id == id)
            .Select(session => new { session.Language, SourceBytes = session.Source.Length, session.Files, session.EntryPoint })
            .FirstOrDefaultAsync(token), cancellation);
        if (now is null)
        {
            return CodeSessionProblems.NotFound(id);
        }

        var name = change.Language ?? now.Language;
        if (catalogue.Find(name) is not { } language)
        {
            return CodeSessionProblems.UnknownLanguage(name, catalogue.All.Select(known => known.Name));
        }

        var parts = new ProgramParts(
            language, change.Source?.Length ?? now.SourceBytes, change.Files ?? RunFiles.Read(now.Files), change.EntryPoint ?? now.EntryPoint);
        if (parts.FindProblem(limits.Value.SourceBytes) is { } wrong)
        {
            return wrong;
        }

        return await database.AskAsync((db, token) => SaveAsync(db, id, change, clock.GetUtcNow(), token), cancellation)
            ? TypedResults.Ok(new CodeSessionStatus { SessionId = id, Status = CodeSession.Active })
            : CodeSessionProblems.NotFound(id);
    }

    // One UPDATE of what was sent: two clients that save different fields at once lose nothing, and no run sees half a change.
    private static async Task<bool> SaveAsync(SessionDbContext db, Guid id, CodeSessionChange change, DateTimeOffset at, CancellationToken cancellation) =>
        await db.CodeSessions.Where(session => session.Id == id).ExecuteUpdateAsync(set =>
        {
            set.SetProperty(session => session.UpdatedAt, at);
            if (change.Language is { } language)
            {
                set.SetProperty(session => session.Language, language);
            }

            if (change.Source is { } source)
            {
                set.SetProperty(session => session.Source, source);
            }

            if (change.Files is not null)
            {
                set.SetProperty(session => session.Files, change.WrittenFiles);
            }

            if (change.EntryPoint is not null)
            {
                set.SetProperty(session => session.EntryPoint, change.StoredEntryPoint);
            }
        }, cancellation) > 0;
}
