using System.ComponentModel;
using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CodeExec.ExecutionService.Executions;

internal static class GetExecution
{
    private const string WaitDescription = "wait=N answers as soon as the execution is finished, and after N seconds, 1 to 30, in any case.";

    public static async Task<Results<Ok<ExecutionResponse>, ProblemHttpResult>> HandleAsync(
        Guid id,
        [FromHeader(Name = PreferWait.Header), Description(WaitDescription)] string? prefer,
        ExecutionReader executions,
        FinishedExecutions finished,
        HttpResponse response,
        CancellationToken cancellation)
    {
        ExecutionSnapshot? execution;
        if (PreferWait.Parse(prefer) is { } wait)
        {
            execution = await finished.WaitAsync(id, wait, cancellation);
            response.Headers[PreferWait.Applied] = PreferWait.Format(wait);
        }
        else
        {
            execution = await executions.FindAsync(id, cancellation);
        }

        if (execution is null)
        {
            return ExecutionProblems.NotFound(id);
        }

        return execution.HasItsOutput ? TypedResults.Ok(ExecutionResponse.From(execution))
            : execution.OutputIsLost ? ExecutionProblems.OutputLost(execution)
            : ExecutionProblems.OutputUnavailable(id);
    }
}
