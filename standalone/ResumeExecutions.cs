using CodeExec.Contracts;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunnerService;
using CodeExec.RunStore;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CodeExec.Standalone;

/// <summary>
/// Sends again what the in-memory queues lost when the last host ended: the runs of unfinished executions, and the events that the audit,
/// the dead letters or the sessions have not recorded. Ends before the host takes requests, so that it meets none of this start's own.
/// </summary>
internal sealed partial class ResumeExecutions(
    IRedisSagas<ExecutionSaga> stored,
    ILoadSagaRepository<ExecutionSaga> sagas,
    ToldEnds told,
    RunClaims claims,
    RunEndpoints runner,
    IOptions<ExecutionOptions> options,
    IBus bus,
    ILogger<ResumeExecutions> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Queues in memory keep nothing until somebody listens to them. A broker's keep all, for whoever is ready first.
        await runner.ConnectAsync(cancellationToken);
        var queue = await bus.GetSendEndpoint(new Uri($"exchange:{Queues.RunCode}"));

        var open = new List<ExecutionSaga>();
        await foreach (var ids in stored.ListAsync(cancellationToken).Distinct().Chunk(500).WithCancellation(cancellationToken))
        {
            var known = await told.FindAsync(ids, cancellationToken);
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
                await queue.Send(saga.Submission.ToRunCode(options.Value), cancellationToken);
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

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "{Unfinished} executions go on where the last host stopped; {Events} events are sent again")]
    private partial void LogResumed(int unfinished, int events);
}
