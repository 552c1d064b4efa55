using System.Text.RegularExpressions;
using CodeExec.ExecutionService.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CodeExec.ExecutionService.DeadLetters;

internal static partial class ListDeadLetters
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

        if (language is not null && !LanguageName().IsMatch(language))
        {
            return DeadLetterProblems.InvalidFilter("language", "language is the name of one, such as python: 1 to 64 letters, digits and . + # _ -");
        }

        if (before < 1)
        {
            return DeadLetterProblems.InvalidFilter("before", "before is the next_before of the page before, a number from 1.");
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

    [GeneratedRegex(@"\A[A-Za-z0-9.+#_-]{1,64}\z")]
    private static partial Regex LanguageName();
}
