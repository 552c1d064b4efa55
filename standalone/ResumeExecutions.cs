using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.DeadLetters;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunStore;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.Standalone;

/// <summary>
/// Makes the run queue, and sends again what the in-memory queues lost when the last host ended: the runs of unfinished
/// executions, and the events that the audit or the dead letters have not recorded. Ends before the host takes requests, so that it meets
/// none of this start's own.
/// </summary>
internal sealed partial class ResumeExecutions(
    IRedisSagas<ExecutionSaga> stored,
    ILoadSagaRepository<ExecutionSaga> sagas,
    AuditStore audit,
    RunClaims claims,
    IDbContextFactory<AuditDbContext> audits,
    IDbContextFactory<DeadLetterDbContext> deadLetters,
    IBus bus,
    ILogger<ResumeExecutions> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // "queue:" makes it, so that it keeps what is sent before the runner has tested its sandbox and listens.
        var queue = await bus.GetSendEndpoint(new Uri($"queue:{Queues.RunCode}"));

        var open = new List<ExecutionSaga>();
        await foreach (var ids in stored.ListAsync(cancellationToken).Distinct().Chunk(500).WithCancellation(cancellationToken))
        {
            var known = await RecordedAsync(ids, cancellationToken);
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
                // Its runner ended with the last host.
                await claims.BreakLeaseAsync(saga.CorrelationId);
                await queue.Send(saga.Submission.ToRunCode(), cancellationToken);
                unfinished++;
            }

            await bus.Publish(saga.ToLatestEvent(), cancellationToken);
        }

        if (open.Count > 0)
        {
            LogResumed(unfinished, open.Count);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Ended, and so recorded that nothing is left to tell: a run that died has its dead letter too.
    private async Task<IEnumerable<Guid>> RecordedAsync(Guid[] ids, CancellationToken cancellation)
    {
        var ended = await audit.FindEndedAsync(ids, cancellation);
        await using var log = await audits.CreateDbContextAsync(cancellation);
        var died = await log.Executions
            .Where(execution => ids.Contains(execution.Id) && (execution.Status == ExecutionStatus.Failed || execution.Status == ExecutionStatus.Timeout))
            .Select(execution => execution.Id)
            .ToListAsync(cancellation);
        await using var letters = await deadLetters.CreateDbContextAsync(cancellation);
        var kept = await letters.Letters.Where(letter => ids.Contains(letter.Id)).Select(letter => letter.Id).ToListAsync(cancellation);
        return ended.Except(died.Except(kept));
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "{Unfinished} executions go on where the last host stopped; {Events} events are sent again")]
    private partial void LogResumed(int unfinished, int events);
}
