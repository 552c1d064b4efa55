using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.ExecutionService.Executions;

internal static class ExecutionProblems
{
    public static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        "execution-not-found", StatusCodes.Status404NotFound, "Execution not found",
        $"No execution has the id {id}. Start one with POST /code-sessions/{{session_id}}/run.");

    public static ProblemHttpResult OutputUnavailable(Guid id) => Problems.Of(
        "output-unavailable", StatusCodes.Status503ServiceUnavailable, "Output unavailable",
        $"Execution {id} is finished, but the store that holds its output does not answer. Ask again after the time in Retry-After.");
}
