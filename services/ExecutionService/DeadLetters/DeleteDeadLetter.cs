using CodeExec.ExecutionService.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.ExecutionService.DeadLetters;

internal static class DeleteDeadLetter
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, DeadLetterStore letters, CancellationToken cancellation) =>
        await letters.DeleteAsync(id, cancellation).InTimeAsync() ? TypedResults.NoContent() : DeadLetterProblems.NotFound(id);
}
