using CodeExec.Contracts;
using CodeExec.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>
/// The work queue: each process takes as many runs as it has slots, and the rest waits for whoever is free. And the queue of suspects, of
/// which a process takes one at a time.
/// </summary>
internal sealed class RunCodeConsumerDefinition(IOptions<RunnerOptions> options) : ConsumerDefinition<RunCodeConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpoint, IConsumerConfigurator<RunCodeConsumer> consumer, IRegistrationContext context)
    {
        endpoint.ConfigureConsumeTopology = false; // a command: sent to exchange:run-code, never published
        var suspects = endpoint.InputAddress.IsOfSuspects();
        var atOnce = suspects ? 1 : options.Value.Slots;
        endpoint.PrefetchCount = atOnce;
        endpoint.ConcurrentMessageLimit = atOnce;
        endpoint.ConsumeWorkQueue(Queues.RunCodeDead);
        // While Redis is away or stalls, runs wait where they are: handed back at once, each would come again at once until the broker gives it up.
        consumer.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(e => e.IsRedisOutage());
            retry.Exponential(int.MaxValue, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));
        });
        if (endpoint is IRabbitMqReceiveEndpointConfigurator)
        {
            // The consumer's exception becomes a nack, so that the broker counts it like a crash; no second place for dead letters.
            endpoint.RethrowFaultedMessages();
            endpoint.ThrowOnSkippedMessages();
        }
    }
}

internal static class RunCodeAddresses
{
    // Whatever the pool.
    public static bool IsOfSuspects(this Uri queue) => queue.Segments[^1].StartsWith(Queues.RunCodeSuspect, StringComparison.Ordinal);
}
