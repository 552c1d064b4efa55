using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeExec.RedisSagas;

/// <summary>
/// Delivers timers when they are due, again and again until they are consumed, and messages that a crash left behind. Any number may run
/// at once.
/// </summary>
internal sealed partial class OutboxSweeper<TSaga>(
    RedisSagaStore<TSaga> store,
    RedisSagaOptions<TSaga> options,
    RedisSagaMetrics metrics,
    IBusControl bus,
    ILogger<OutboxSweeper<TSaga>> logger) : BackgroundService
    where TSaga : class, ISagaVersion
{
    private const int BatchSize = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.SweepInterval);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                // Before the endpoints are there an exchange may have no queue yet and would drop what it is given.
                if (bus.CheckHealth().Status != BusHealthStatus.Unhealthy)
                {
                    await Task.WhenAll(Enumerable.Range(0, store.Shards).Select(shard => SweepAsync(shard, stoppingToken))).ConfigureAwait(false);
                    failing = false;
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, timers must go on when it is over. Said once, not four times a second.
                if (!failing)
                {
                    LogSweepFailed(exception);
                }

                failing = true;
            }
        }
    }

    private async Task SweepAsync(int shard, CancellationToken cancellation)
    {
        IReadOnlyList<(Guid Id, string Field)> claimed;
        do
        {
            claimed = await store.ClaimAsync(shard, BatchSize).ConfigureAwait(false);
            if (claimed.Count > 0)
            {
                // What its own transition did not send for want of replicas must not leave here without them.
                await store.AwaitReplicasAsync(shard).ConfigureAwait(false);
            }

            await Task.WhenAll(claimed.GroupBy(message => message.Id, message => message.Field)
                .Select(saga => DeliverAsync(saga.Key, saga, cancellation))).ConfigureAwait(false);
        }
        while (claimed.Count == BatchSize);
    }

    private async Task DeliverAsync(Guid id, IEnumerable<string> fields, CancellationToken cancellation)
    {
        foreach (var field in fields)
        {
            try
            {
                var message = await store.ReadMessageAsync(id, field).ConfigureAwait(false);
                if (message is not null)
                {
                    await message.DeliverAsync(bus, cancellation).ConfigureAwait(false);
                    metrics.Swept<TSaga>(1);
                }

                // A timer is all that will move its saga, and a queue can lose what it took.
                await (message?.IsTimer == true ? store.PostponeAsync(id, field) : store.AcknowledgeAsync(id, [field])).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested && !RedisOutage.Is(exception))
            {
                // Any transport's any error, and one message's must not keep the others; its lease ends and it is tried again.
                metrics.DeliveryFailed<TSaga>();
                LogDeliveryFailed(id, field, exception);
            }
        }
    }

    [LoggerMessage(EventId = 4102, Level = LogLevel.Warning, Message = "Timers and outgoing messages wait: the store, or a replica it waits for, does not answer")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Warning, Message = "Message {Field} of saga {SagaId} could not be delivered; it will be tried again")]
    private partial void LogDeliveryFailed(Guid sagaId, string field, Exception exception);
}
