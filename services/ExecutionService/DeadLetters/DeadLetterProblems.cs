using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.ExecutionService.DeadLetters;

internal static class DeadLetterProblems
{
    public static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        "dead-letter-not-found", StatusCodes.Status404NotFound, "Dead letter not found",
        $"No dead letter has the id {id}. GET /dead-letters lists those that are kept.");

    public static ProblemHttpResult InvalidFilter(string parameter, string rule) => Problems.Of(
        "invalid-filter", StatusCodes.Status400BadRequest, "Invalid filter", rule,
        new Dictionary<string, object?> { ["field"] = parameter });

    public static ProblemHttpResult Incomplete(string field) => Problems.Of(
        "dead-letter-incomplete", StatusCodes.Status422UnprocessableEntity, "Dead letter incomplete",
        $"This letter no longer has all of its run. Send {field} with the replay, if only an empty one.",
        new Dictionary<string, object?> { ["field"] = field });

    public static ProblemHttpResult LanguageUnavailable(string language) => Problems.Of(
        "language-unavailable", StatusCodes.Status422UnprocessableEntity, "Language not installed",
        $"No runner that is alive has '{(language.Length > 40 ? language[..40] + "…" : language)}'.",
        new Dictionary<string, object?> { ["field"] = "language" });

    public static ProblemHttpResult InvalidArgs(string rule) => Problems.Of(
        "invalid-args", StatusCodes.Status422UnprocessableEntity, "Invalid arguments", rule,
        new Dictionary<string, object?> { ["field"] = "args" });

    public static ProblemHttpResult InvalidFiles(RunFileFault fault) => Problems.Of(
        "invalid-files", StatusCodes.Status422UnprocessableEntity, "Invalid files", fault.Detail,
        new Dictionary<string, object?> { ["field"] = fault.Field });

    public static ProblemHttpResult InvalidEntryPoint(string fault) => Problems.Of(
        "unknown-entry-point", StatusCodes.Status422UnprocessableEntity, "Unknown entry point", $"entry_point {fault}.",
        new Dictionary<string, object?> { ["field"] = "entry_point" });

    public static ProblemHttpResult InvalidEnvironment(string field, string fault) => Problems.Of(
        "invalid-env", StatusCodes.Status422UnprocessableEntity, "Invalid environment", $"{field} {fault}.",
        new Dictionary<string, object?> { ["field"] = field });

    public static ProblemHttpResult LimitOutOfRange(string name, long value, long minimum, long maximum) => Problems.Of(
        "limit-out-of-range", StatusCodes.Status422UnprocessableEntity, "Limit out of range",
        $"limits.{name} is {value}; a run takes {minimum} to {maximum}.",
        new Dictionary<string, object?> { ["field"] = $"limits.{name}", ["minimum"] = minimum, ["maximum"] = maximum });

    public static ProblemHttpResult InvalidIdempotencyKey() => Problems.Of(
        "invalid-idempotency-key", StatusCodes.Status400BadRequest, "Invalid Idempotency-Key",
        "Send one Idempotency-Key of 1 to 255 printable ASCII characters, such as a UUID.");

    public static ProblemHttpResult IdempotencyKeyReused() => Problems.Of(
        "idempotency-key-reused", StatusCodes.Status422UnprocessableEntity, "Idempotency-Key used for another run",
        "This Idempotency-Key was sent with another body for this letter. Repeat that body, or take a new key for a new replay.");

    public static ProblemHttpResult NotAccepted(Guid execution) => Problems.Of(
        "not-accepted", StatusCodes.Status503ServiceUnavailable, "Run not accepted in time",
        "The replay was not confirmed in time. Repeat it, which never runs it twice.",
        new Dictionary<string, object?> { ["execution_id"] = execution });
}
