using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.ExecutionService.Executions;

internal static class ExecutionProblems
{
    /// <summary>Seconds, for Retry-After beside a 503.</summary>
    public const string RetryAfter = "2";

    public static ProblemHttpResult NotFound(Guid id) => NotFound($"No execution has the id {id}. Start one with POST /code-sessions/{{session_id}}/run.");

    public static ProblemHttpResult NotAnId() => NotFound(
        "An execution's id is a UUID such as 3f0c2a5e-6a40-4e0f-9d6b-0c1b8f6f2d11; take it from the answer to POST /code-sessions/{session_id}/run.");

    public static ProblemHttpResult OutputUnavailable(Guid id) => TypedResults.Problem(
        type: "urn:codeexec:problem:output-unavailable",
        title: "The output cannot be read now",
        detail: $"Execution {id} is finished, but the store that holds its output does not answer. Ask again in a few seconds.",
        statusCode: StatusCodes.Status503ServiceUnavailable);

    public static ProblemHttpResult StoreUnavailable() => TypedResults.Problem(
        type: "urn:codeexec:problem:store-unavailable",
        title: "Executions cannot be read now",
        detail: "A store behind this service does not answer. Accepted executions go on; ask again in a few seconds.",
        statusCode: StatusCodes.Status503ServiceUnavailable);

    private static ProblemHttpResult NotFound(string detail) => TypedResults.Problem(
        type: "urn:codeexec:problem:execution-not-found",
        title: "Execution not found",
        detail: detail,
        statusCode: StatusCodes.Status404NotFound);
}
