using CodeExec.ExecutionService.Audit;
using StackExchange.Redis;

namespace CodeExec.ExecutionService.Executions;

internal static class ExecutionEndpoints
{
    public static void MapExecutions(this IEndpointRouteBuilder routes)
    {
        var executions = routes.MapGroup("/executions")
            .WithTags("Executions")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .AddEndpointFilter(AnswerOutagesAsync);

        executions.MapGet("/{id}", GetExecution.HandleAsync)
            .WithName("GetExecution")
            .WithSummary("Status of an execution and, once finished, its result")
            .WithDescription("With the header Prefer: wait=N (1 to 30) it answers as soon as the execution is finished, or after N seconds.");
        executions.MapGet("/{id}/history", GetExecutionHistory.HandleAsync)
            .WithName("GetExecutionHistory")
            .WithSummary("Every change of an execution's status, in order");
    }

    private static async ValueTask<object?> AnswerOutagesAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException || AuditDatabase.IsOutage(e))
        {
            context.HttpContext.Response.Headers.RetryAfter = ExecutionProblems.RetryAfter;
            return ExecutionProblems.StoreUnavailable();
        }
    }
}
