using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.Lifecycle;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.Standalone;

/// <summary>
/// Makes the run queue, and sends again what the in-memory queues lost when the last host ended: the runs of unfinished
/// executions, and the events that the audit has not recorded. Ends before the host takes requests, so that it meets
/// none of this start's own.
/// </summary>
internal sealed partial class ResumeExecutions(
    IRedisSagas<ExecutionSaga> stored,
    ILoadSagaRepository<ExecutionSaga> sagas,
    IDbContextFactory<AuditDbContext> audits,
    IBus bus,
    ILogger<ResumeExecutions> logger) : IHostedService
{
    private static readonly string[] Ends = [ExecutionStatus.Completed, ExecutionStatus.Failed, ExecutionStatus.Timeout];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // "queue:" makes it, so that it keeps what is sent before the runner has tested its sandbox and listens.
        var queue = await bus.GetSendEndpoint(new Uri($"queue:{Queues.RunCode}"));

        var open = new List<ExecutionSaga>();
        await foreach (var ids in stored.ListAsync(cancellationToken).Distinct().Chunk(500).WithCancellation(cancellationToken))
        {
            var known = await EndedInAuditAsync(ids, cancellationToken);
            foreach (var id in ids.Except(known))
            {
                if (await sagas.Load(id) is { } saga)
                {
                    open.Add(saga);
                }
            }
        }

        var unfinished = 0;
        foreach (var saga in open.OrderBy(saga => saga.Transitions[0].At))
        {
            if (!saga.IsFinished())
            {
                await queue.Send(saga.Submission.ToRunCode(), cancellationToken);
                unfinished++;
            }

            await bus.Publish(LatestEvent(saga), cancellationToken);
        }

        if (open.Count > 0)
        {
            LogResumed(unfinished, open.Count);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<IReadOnlyCollection<Guid>> EndedInAuditAsync(Guid[] ids, CancellationToken cancellation)
    {
        await using var audit = await audits.CreateDbContextAsync(cancellation);
        return await audit.Executions
            .Where(execution => ids.Contains(execution.Id) && Ends.Contains(execution.Status))
            .Select(execution => execution.Id)
            .ToListAsync(cancellation);
    }

    private static object LatestEvent(ExecutionSaga saga) => saga.CurrentState switch
    {
        ExecutionStatus.Queued => saga.ToQueued(),
        ExecutionStatus.Running => saga.ToStarted(),
        ExecutionStatus.Completed => saga.ToCompleted(),
        ExecutionStatus.Timeout => saga.ToTimedOut(),
        _ => saga.ToFailed(),
    };

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "{Unfinished} executions go on where the last host stopped; {Events} events are sent again")]
    private partial void LogResumed(int unfinished, int events);
}
