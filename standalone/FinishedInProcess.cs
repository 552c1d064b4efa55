using CodeExec.ExecutionService.Executions;
using CodeExec.ServiceDefaults;
using CodeExec.SessionService.Runs;

namespace CodeExec.Standalone;

/// <summary>Waits for an execution's end without a detour over HTTP.</summary>
internal sealed class FinishedInProcess(FinishedExecutions executions) : IExecutionWait
{
    public async Task<IResult?> ForEndAsync(Guid executionId, TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            var execution = await executions.WaitAsync(executionId, wait, cancellation);
            return execution is { IsFinished: true, HasItsOutput: true } ? TypedResults.Ok(ExecutionResponse.From(execution)) : null;
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            // The run is accepted all the same; the client asks for its result itself.
            return null;
        }
    }
}
