namespace CodeExec.SessionService.Runs;

/// <summary>Waits for the end of an execution, for a client that asked to run with <c>Prefer: wait</c>.</summary>
public interface IExecutionWait
{
    /// <summary>What <c>GET /executions/{id}</c> answers for the finished execution.</summary>
    /// <returns>Null when it has not finished within <paramref name="wait"/>, or when that cannot be found out.</returns>
    Task<IResult?> ForEndAsync(Guid executionId, TimeSpan wait, CancellationToken cancellation);
}
