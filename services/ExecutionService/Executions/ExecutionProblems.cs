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
        $"Execution {id} is finished, but its output has left Redis and the audit has not recorded it yet. Ask again after the time in Retry-After.");

    public static ProblemHttpResult OutputLost(ExecutionSnapshot execution) => Problems.Of(
        "output-lost", StatusCodes.Status410Gone, "Output lost",
        $"Execution {execution.ExecutionId} ended as {execution.Latest.Status} ({execution.Result!.Termination}), but Redis lost its output before the audit "
        + "had it. It will not come back: run the program again with POST /code-sessions/{session_id}/run.",
        new Dictionary<string, object?>
        {
            ["execution_id"] = execution.ExecutionId,
            ["session_id"] = execution.SessionId,
            ["execution_status"] = execution.Latest.Status,
            ["termination"] = execution.Result.Termination,
            ["exit_code"] = execution.Result.ExitCode,
        });
}
