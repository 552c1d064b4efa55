using CodeExec.ExecutionService.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.ExecutionService.DeadLetters;

internal static class GetDeadLetter
{
    public static async Task<Results<Ok<DeadLetterResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, DeadLetterStore letters, DeadLetterReplays replays, CancellationToken cancellation) =>
        await letters.FindAsync(id, cancellation).InTimeAsync() is { } letter
            ? TypedResults.Ok(DeadLetterResponse.From(letter, await replays.ListAsync(id, cancellation).InTimeAsync()))
            : DeadLetterProblems.NotFound(id);
}
