using CodeExec.ExecutionService.Audit;
using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>What has ended and is no longer in the store.</summary>
internal interface IPastExecutions
{
    /// <summary>How it ended.</summary>
    /// <returns>Null when it has not ended, is still in the store, or never was.</returns>
    /// <exception cref="System.Data.Common.DbException">The audit did not answer.</exception>
    Task<string?> FindEndAsync(Guid executionId, CancellationToken cancellation);
}

internal sealed class PastExecutions(IRedisSagas<ExecutionSaga> stored, AuditStore audit) : IPastExecutions
{
    public async Task<string?> FindEndAsync(Guid executionId, CancellationToken cancellation) =>
        !await stored.ExistsAsync(executionId) && await audit.FindAsync(executionId, cancellation) is { IsFinished: true } ended ? ended.Latest.Status : null;
}
