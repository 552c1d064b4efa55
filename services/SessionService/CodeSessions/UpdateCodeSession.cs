using CodeExec.SessionService.Schema;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.CodeSessions;

internal static class UpdateCodeSession
{
    public static async Task<Results<Ok<CodeSessionStatus>, ProblemHttpResult>> HandleAsync(
        Guid id, CodeSessionInput input, CodeSessionInputReader reader, SessionDatabase database, TimeProvider clock, CancellationToken cancellation)
    {
        var (language, source, problem) = await reader.ReadAsync(input);
        if (problem is not null)
        {
            return problem;
        }

        if (language is null && source is null)
        {
            return CodeSessionProblems.NothingToChange();
        }

        // One UPDATE of what was sent: two clients that save different fields at once lose nothing, and no run sees half a change.
        var changed = await database.AskAsync((db, token) => db.CodeSessions.Where(session => session.Id == id).ExecuteUpdateAsync(set =>
        {
            set.SetProperty(session => session.UpdatedAt, clock.GetUtcNow());
            if (language is not null)
            {
                set.SetProperty(session => session.Language, language);
            }

            if (source is not null)
            {
                set.SetProperty(session => session.Source, source);
            }
        }, token), cancellation);
        return changed == 0 ? CodeSessionProblems.NotFound(id) : TypedResults.Ok(new CodeSessionStatus { SessionId = id, Status = CodeSession.Active });
    }
}
