namespace CodeExec.ExecutionService.Executions;

internal static class ExecutionEndpoints
{
    public static void MapExecutions(this IEndpointRouteBuilder routes)
    {
        var executions = routes.MapGroup("/executions").WithTags("Executions").ProducesProblem(404).ProducesProblem(503);
        executions.MapGet("/{id}", GetExecution.HandleAsync).ProducesProblem(410).WithName("GetExecution").WithSummary("Read an execution and, once it is finished, its result");
        executions.MapGet("/{id}/history", GetExecutionHistory.HandleAsync).WithName("GetExecutionHistory").WithSummary("List every change of an execution's status, in order");
    }
}
