using CodeExec.ExecutionService.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CodeExec.ExecutionService.DeadLetters;

internal static class ListDeadLetters
{
    private const int DefaultLimit = 50;

    private const int MaximumLimit = 500;

    public static async Task<Results<Ok<DeadLetterPage>, ProblemHttpResult>> HandleAsync(
        string? kind, string? language, [FromQuery(Name = "session_id")] Guid? sessionId, DateTimeOffset? since, DateTimeOffset? until,
        long? before, int? limit, DeadLetterStore letters, CancellationToken cancellation)
    {
        if (kind is not null && !DeadLetterKind.IsKnown(kind))
        {
            return DeadLetterProblems.InvalidFilter("kind", $"kind is {DeadLetterKind.Failed}, {DeadLetterKind.Timeout} or {DeadLetterKind.Broker}.");
        }

        var count = limit ?? DefaultLimit;
        if (count is < 1 or > MaximumLimit)
        {
            return DeadLetterProblems.InvalidFilter("limit", $"limit is 1 to {MaximumLimit}.");
        }

        // One more than asked for tells whether there is another page.
        var found = await letters.ListAsync(new DeadLetterFilter(kind, language, sessionId, since, until, before), count + 1, cancellation).InTimeAsync();
        return TypedResults.Ok(new DeadLetterPage
        {
            DeadLetters = [.. found.Take(count)],
            NextBefore = found.Count > count ? found[count - 1].Number : null,
        });
    }
}
