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
        endpoint.ConsumeWorkQueue(suspects ? Queues.RunCodeSuspect : Queues.RunCode, Queues.RunCodeDead);
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
    public static bool IsOfSuspects(this Uri queue) => queue.AbsolutePath.EndsWith($"/{Queues.RunCodeSuspect}", StringComparison.Ordinal);
}
