using CodeExec.Contracts;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CodeExec.ExecutionService.Audit;

/// <summary>
/// Makes the audit and the store agree: tells again what the audit or the dead letters have not recorded, and ends what only the
/// audit still knows. One replica at a time.
/// </summary>
internal sealed partial class AuditReconciler(
    IRedisSagas<ExecutionSaga> stored,
    ILoadSagaRepository<ExecutionSaga> sagas,
    AuditStore audit,
    RecordedEnds ends,
    AuditConfirmation confirmation,
    IBus bus,
    IConnectionMultiplexer redis,
    IOptions<AuditOptions> options,
    TimeProvider clock,
    ILogger<AuditReconciler> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private const int MostBatches = 10;

    private static readonly Uri Execution = new($"exchange:{Queues.Execution}");
    private static readonly RedisKey Turn = "{execution}:reconciler";

    private TimeSpan Interval => options.Value.ReconcileInterval;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
#pragma warning disable CA5394 // Jitter is no secret.
            await Task.Delay(Interval * (0.8 + (0.4 * Random.Shared.NextDouble())), clock, stoppingToken);
#pragma warning restore CA5394
            try
            {
                if (await redis.GetDatabase().StringSetAsync(Turn, Environment.MachineName, Interval / 2, When.NotExists))
                {
                    await TellAgainAsync(stoppingToken);
                    await EndWhatIsLostAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e.IsRedisOutage() || AuditDatabase.IsOutage(e))
            {
                LogPutOff(e.Message);
            }
        }
    }

    // An execution is in the store before the audit hears of it, so what the store does not have it has lost.
    private async Task EndWhatIsLostAsync(CancellationToken cancellation)
    {
        var saga = await bus.GetSendEndpoint(Execution);
        await foreach (var id in audit.ListOpenAsync(cancellation))
        {
            if (!await stored.ExistsAsync(id) && await audit.FindAsync(id, cancellation) is { IsFinished: false } lost)
            {
                LogLost(id);
                await saga.Send(
                    new ExecutionLost { ExecutionId = id, SessionId = lost.SessionId, Language = lost.Language, Transitions = lost.Transitions },
                    cancellation);
            }
        }
    }

    private async Task TellAgainAsync(CancellationToken cancellation)
    {
        for (var batch = 0; batch < MostBatches; batch++)
        {
            var kept = await stored.TakeKeptAsync(every: 2 * Interval, BatchSize);
            var ended = await HoldAsync(kept);
            // They are asked before they are told: while their database is away their queues hold what they were told already.
            var recorded = await ends.FindAsync(kept, cancellation);
            foreach (var saga in ended)
            {
                if (recorded.Contains(saga.CorrelationId))
                {
                    await confirmation.LetGoAsync(saga.CorrelationId, saga.Result);
                }
                else
                {
                    LogToldAgain(saga.CorrelationId);
                    await bus.Publish(saga.ToLatestEvent(), cancellation);
                }
            }

            if (kept.Count < BatchSize)
            {
                return;
            }
        }
    }

    // However long their database is away, what they copy does not expire before its saga.
    private async Task<IReadOnlyList<ExecutionSaga>> HoldAsync(IReadOnlyList<Guid> kept)
    {
        var ended = new List<ExecutionSaga>(kept.Count);
        foreach (var id in kept)
        {
            if (await sagas.Load(id) is { } saga)
            {
                await confirmation.HoldAsync(saga);
                ended.Add(saga);
            }
        }

        return ended;
    }

    [LoggerMessage(EventId = 2102, Level = LogLevel.Debug, Message = "The audit is not compared with the store now: {Reason}")]
    private partial void LogPutOff(string reason);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Warning, Message = "Execution {ExecutionId} is no longer in the store and has not ended; it is FAILED")]
    private partial void LogLost(Guid executionId);

    [LoggerMessage(EventId = 2104, Level = LogLevel.Information, Message = "The end of execution {ExecutionId} is not in the audit, or not among the dead letters; it is told again")]
    private partial void LogToldAgain(Guid executionId);
}
