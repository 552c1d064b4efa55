using CodeExec.Contracts;
using CodeExec.ServiceDefaults;
using MassTransit;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>The queue <c>dead-letters</c>: waits for its database as long as it takes.</summary>
internal sealed class DeadLetterConsumerDefinition : ConsumerDefinition<DeadLetterConsumer>
{
    public DeadLetterConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = "dead-letters";
        // A letter may hold a program of megabytes.
        endpoint.PrefetchCount = endpoint.ConcurrentMessageLimit = 4;
    });

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<DeadLetterConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseDeadLetterRetry();
}

/// <summary>The queue <c>run-code-dead</c>, where the broker puts what it gives up.</summary>
internal sealed class BrokerDeadLetterConsumerDefinition : ConsumerDefinition<BrokerDeadLetterConsumer>
{
    public BrokerDeadLetterConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = Queues.RunCodeDead;
        endpoint.PrefetchCount = endpoint.ConcurrentMessageLimit = 4;
        endpoint.ConfigureConsumeTopology = false; // filled by the broker, never published to
    });

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<BrokerDeadLetterConsumer> consumerConfigurator, IRegistrationContext context)
    {
        (endpointConfigurator as IRabbitMqReceiveEndpointConfigurator)?.SetQuorumQueue();
        endpointConfigurator.UseDeadLetterRetry();
    }
}

internal static class DeadLetterRetry
{
    public static void UseDeadLetterRetry(this IReceiveEndpointConfigurator endpoint) => endpoint.UseMessageRetry(retry =>
    {
        // A row that the database refuses goes to the error queue; an outage ends some day.
        retry.Handle<Exception>(e => DeadLetterDatabase.IsOutage(e) || e.IsRedisOutage());
        retry.Exponential(int.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
    });
}
