using CodeExec.Contracts;
using CodeExec.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>The work queue: each process takes as many runs as it has slots, and the rest waits for whoever is free.</summary>
internal sealed class RunCodeConsumerDefinition(IOptions<RunnerOptions> options) : ConsumerDefinition<RunCodeConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpoint, IConsumerConfigurator<RunCodeConsumer> consumer, IRegistrationContext context)
    {
        endpoint.ConfigureConsumeTopology = false; // a command: sent to exchange:run-code, never published
        endpoint.PrefetchCount = options.Value.Slots;
        endpoint.ConcurrentMessageLimit = options.Value.Slots;
        endpoint.ConsumeWorkQueue(Queues.RunCode);
        if (endpoint is IRabbitMqReceiveEndpointConfigurator)
        {
            // The consumer's exception becomes a nack, so that the broker counts it like a crash; no second place for dead letters.
            endpoint.RethrowFaultedMessages();
            endpoint.ThrowOnSkippedMessages();
        }
    }
}
