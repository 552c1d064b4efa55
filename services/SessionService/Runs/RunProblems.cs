using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Runs;

internal static class RunProblems
{
    public static ProblemHttpResult StdinTooLarge(int size, int limit) => Problems.Of(
        "stdin-too-large", StatusCodes.Status413PayloadTooLarge, "Standard input too large",
        $"stdin has {size} bytes in UTF-8; the limit is {limit}. Shorten it, or have Limits:StdinBytes raised.",
        new Dictionary<string, object?> { ["field"] = "stdin", ["limit"] = limit });

    public static ProblemHttpResult BadArgument(int index) => Problems.Of(
        "invalid-args", StatusCodes.Status422UnprocessableEntity, "Invalid arguments",
        $"args[{index}] must be a string without U+0000, where the operating system would cut it.",
        new Dictionary<string, object?> { ["field"] = $"args[{index}]" });

    public static ProblemHttpResult ArgsTooLarge(int count, int bytes) => Problems.Of(
        "invalid-args", StatusCodes.Status422UnprocessableEntity, "Invalid arguments",
        $"args may have {count} strings and {bytes} bytes together. Pass more by stdin.",
        new Dictionary<string, object?> { ["field"] = "args" });

    public static ProblemHttpResult InvalidEnvironment(string name, string fault)
    {
        var field = $"env.{(name.Length > 64 ? name[..64] + "…" : name)}";
        return Problems.Of(
            "invalid-env", StatusCodes.Status422UnprocessableEntity, "Invalid environment", $"{field} {fault}.",
            new Dictionary<string, object?> { ["field"] = field });
    }

    public static ProblemHttpResult EnvironmentTooLarge(int count, int bytes) => Problems.Of(
        "invalid-env", StatusCodes.Status422UnprocessableEntity, "Invalid environment",
        $"env may have {count} variables and {bytes} bytes together, names included. Pass more by stdin or files.",
        new Dictionary<string, object?> { ["field"] = "env" });

    public static ProblemHttpResult LimitOutOfRange(string name, long value, long minimum, long maximum) => Problems.Of(
        "limit-out-of-range", StatusCodes.Status422UnprocessableEntity, "Limit out of range",
        $"limits.{name} is {value}; runs of this language may ask for {minimum} to {maximum}.",
        new Dictionary<string, object?> { ["field"] = $"limits.{name}", ["minimum"] = minimum, ["maximum"] = maximum });

    public static ProblemHttpResult BadIdempotencyKey() => Problems.Of(
        "invalid-idempotency-key", StatusCodes.Status400BadRequest, "Invalid Idempotency-Key",
        $"Send one Idempotency-Key of 1 to {IdempotencyKey.MaximumLength} printable ASCII characters, such as a UUID.");

    public static ProblemHttpResult IdempotencyKeyReused() => Problems.Of(
        "idempotency-key-reused", StatusCodes.Status422UnprocessableEntity, "Idempotency-Key used for another run",
        "This Idempotency-Key was sent with another body in the last 24 hours. Repeat that body, or take a new key for a new run.");

    public static ProblemHttpResult TooManyRuns(long maximum) => Problems.Of(
        "too-many-runs", StatusCodes.Status429TooManyRequests, "Too many runs are waiting",
        $"{maximum} runs wait or are under way, which is all this deployment takes. Nothing of this one was kept; send it again after the time in Retry-After.");

    public static ProblemHttpResult TooManyRunsOfTenant(int maximum) => Problems.Of(
        "too-many-runs-of-tenant", StatusCodes.Status429TooManyRequests, "Too many of your runs are waiting",
        $"{maximum} of your runs wait or are under way, which is all you may have. Nothing of this one was kept; send it again after the time in Retry-After.");

    public static ProblemHttpResult TooMuchStored() => Problems.Of(
        "too-much-stored", StatusCodes.Status429TooManyRequests, "Too much output is stored",
        "The memory for sources, inputs and outputs is used up. Nothing of this run was kept; send it again after the time in Retry-After.");

    public static ProblemHttpResult NotAccepted(Guid execution) => Problems.Of(
        "not-accepted", StatusCodes.Status503ServiceUnavailable, "Run not accepted in time",
        "The run was not confirmed in time. Repeat it with the same Idempotency-Key, which never runs it twice, or look whether "
        + $"GET /executions/{execution} knows it.",
        new Dictionary<string, object?> { ["execution_id"] = execution });
}
