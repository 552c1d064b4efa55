using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using MassTransit;
using StackExchange.Redis;

namespace CodeExec.ExecutionService.Executions;

/// <summary>Reads an execution: from Redis while it is there, from the audit after.</summary>
internal sealed class ExecutionReader(ILoadSagaRepository<ExecutionSaga> sagas, RunPayloads payloads, AuditStore audit)
{
    /// <param name="executionId">The execution.</param>
    /// <param name="cancellation">Ends the look at the audit.</param>
    /// <param name="live">As Redis has it, where that is known.</param>
    /// <returns>Null when there is no such execution.</returns>
    /// <exception cref="RedisException">Redis did not answer, and the audit knows no end of it.</exception>
    /// <exception cref="System.Data.Common.DbException">The audit was needed and did not answer; see <see cref="AuditDatabase.IsOutage"/>.</exception>
    public async Task<ExecutionSnapshot?> FindAsync(Guid executionId, CancellationToken cancellation, ExecutionSaga? live = null)
    {
        try
        {
            return await FindWhileRedisAnswersAsync(executionId, live, cancellation);
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            // What has ended never changes, so the audit's word for it is enough.
            if (await audit.FindAsync(executionId, cancellation) is { IsFinished: true } ended)
            {
                return ended;
            }

            throw;
        }
    }

    /// <summary>As Redis has it, without output.</summary>
    /// <returns>Null when Redis does not hold it, or not any more.</returns>
    public async Task<ExecutionSnapshot?> FindLiveAsync(Guid executionId) =>
        await sagas.Load(executionId) is { } saga ? SnapshotOf(saga) : null;

    private static ExecutionSnapshot SnapshotOf(ExecutionSaga saga) => new()
    {
        ExecutionId = saga.CorrelationId,
        SessionId = saga.Submission.SessionId,
        Language = saga.Submission.Language,
        Transitions = saga.Transitions,
        Result = saga.Result,
    };

    private async Task<ExecutionSnapshot?> FindWhileRedisAnswersAsync(Guid executionId, ExecutionSaga? known, CancellationToken cancellation)
    {
        if ((known is null ? await FindLiveAsync(executionId) : SnapshotOf(known)) is not { } live)
        {
            return await audit.FindAsync(executionId, cancellation);
        }

        // Output expires in Redis before its saga does, and is in the audit by then.
        var execution = await live.WithOutputAsync(payloads);
        return !execution.HasItsOutput && await audit.FindAsync(executionId, cancellation) is { IsFinished: true } recorded ? recorded : execution;
    }
}
