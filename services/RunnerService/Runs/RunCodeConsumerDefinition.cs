using CodeExec.Contracts;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>The work queue: each process takes as many runs as it has slots, and the rest waits for whoever is free.</summary>
internal sealed class RunCodeConsumerDefinition(IOptions<RunnerOptions> options) : ConsumerDefinition<RunCodeConsumer>
{
    // A backstop only: attempts are counted by the claim, which gives up long before.
    private const int DeliveryLimit = 20;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpoint, IConsumerConfigurator<RunCodeConsumer> consumer, IRegistrationContext context)
    {
        endpoint.ConfigureConsumeTopology = false; // a command: sent to exchange:run-code, never published
        endpoint.PrefetchCount = options.Value.Slots;
        endpoint.ConcurrentMessageLimit = options.Value.Slots;
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator rabbitMq)
        {
            return;
        }

        rabbitMq.SetQuorumQueue();
        rabbitMq.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        rabbitMq.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        rabbitMq.SetQueueArgument("x-overflow", "reject-publish"); // without it the strategy above is not honoured
        rabbitMq.BindDeadLetterQueue($"{Queues.RunCode}-dead", $"{Queues.RunCode}-dead", dead => dead.SetQuorumQueue());
        // The consumer's exception becomes a nack, so that the broker counts it like a crash; no second place for dead letters.
        rabbitMq.RethrowFaultedMessages();
        rabbitMq.ThrowOnSkippedMessages();
    }
}
