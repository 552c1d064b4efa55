using CodeExec.Contracts;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>
/// Has unfinished executions looked after that have nothing left to wait for: no timer, no message. There should be none; but what
/// a failover undid or a fault of ours forgot must not read QUEUED or RUNNING for ever.
/// </summary>
internal sealed partial class IdleExecutions(
    IRedisSagas<ExecutionSaga> stored, IBus bus, IOptions<ExecutionOptions> options, TimeProvider clock, ILogger<IdleExecutions> logger) : BackgroundService
{
    // Those that are looked after are idle no more, so the next look finds the next ones.
    private const int MostPerLook = 1000;

    private static readonly Uri Execution = new($"exchange:{Queues.Execution}");

    private HashSet<Guid> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // The replicas' looks spread out, so that mostly one of them finds it.
#pragma warning disable CA5394 // Jitter is no secret.
            await Task.Delay(options.Value.IdleInterval * (0.8 + (0.4 * Random.Shared.NextDouble())), clock, stoppingToken);
#pragma warning restore CA5394
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the store's or the broker's, the next look may do better.
                LogPutOff(e.Message);
            }
        }
    }

    // Twice in a row, so that nobody is sent after what moves just now. Asked once too often, a lease check does no harm.
    private async Task LookAsync(CancellationToken cancellation)
    {
        var saga = await bus.GetSendEndpoint(Execution);
        var idle = new HashSet<Guid>();
        await foreach (var id in stored.ListIdleAsync(cancellation).Take(MostPerLook).WithCancellation(cancellation))
        {
            if (_seen.Contains(id))
            {
                LogIdle(id);
                await saga.Send(new LeaseCheckDue { ExecutionId = id, Idle = true }, cancellation);
            }

            idle.Add(id);
        }

        _seen = idle;
    }

    [LoggerMessage(EventId = 2002, Level = LogLevel.Debug, Message = "Idle executions are not looked for now: {Reason}")]
    private partial void LogPutOff(string reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Execution {ExecutionId} has not ended and waits for nothing; it is looked after")]
    private partial void LogIdle(Guid executionId);
}
