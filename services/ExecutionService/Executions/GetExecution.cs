using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CodeExec.ExecutionService.Executions;

internal static class GetExecution
{
    public static async Task<Results<Ok<ExecutionResponse>, ProblemHttpResult>> HandleAsync(
        string id,
        [FromHeader(Name = "Prefer")] string[]? prefer,
        ExecutionReader executions,
        FinishedExecutions finished,
        HttpResponse response,
        CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(id, "D", out var executionId))
        {
            return ExecutionProblems.NotAnId();
        }

        ExecutionSnapshot? execution;
        if (PreferWait.Seconds(prefer) is { } seconds)
        {
            execution = await finished.WaitAsync(executionId, TimeSpan.FromSeconds(seconds), cancellation);
            response.Headers[PreferWait.Applied] = $"wait={seconds}";
        }
        else
        {
            execution = await executions.FindAsync(executionId, cancellation);
        }

        if (execution is null)
        {
            return ExecutionProblems.NotFound(executionId);
        }

        if (!execution.HasItsOutput)
        {
            response.Headers.RetryAfter = ExecutionProblems.RetryAfter;
            return ExecutionProblems.OutputUnavailable(executionId);
        }

        return TypedResults.Ok(ExecutionResponse.From(execution));
    }
}
