using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;

namespace CodeExec.ServiceDefaults;

/// <summary>
/// A queue of commands that competing consumers share: replicated, with a queue for dead letters behind it. RabbitMQ drops what is sent
/// to an exchange without a queue, so whoever sends declares it too; both sides take its arguments from here, since RabbitMQ refuses to
/// declare a queue again with other ones. In memory there is none of this.
/// </summary>
public static class WorkQueue
{
    // A backstop only: whoever consumes counts attempts, and gives up long before.
    private const int DeliveryLimit = 20;

    /// <summary>Consumes a work queue: the endpoint's own.</summary>
    public static void ConsumeWorkQueue(this IReceiveEndpointConfigurator endpoint, string deadLetters)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
        {
            Configure(queue, deadLetters);
            DeclareDeadLetterQueue(endpoint, deadLetters);
        }
    }

    /// <summary>Declares a work queue that another service consumes, before the endpoint takes its first message.</summary>
    public static void DeclareWorkQueue(this IReceiveEndpointConfigurator endpoint, string name, string deadLetters)
    {
        if (endpoint is IRabbitMqEndpointConfiguration rabbitMq)
        {
            rabbitMq.Topology.Consume.BindQueue(name, name, queue => Configure(queue, deadLetters));
            DeclareDeadLetterQueue(endpoint, deadLetters);
        }
    }

    private static void Configure(IRabbitMqQueueConfigurator queue, string deadLetters)
    {
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        queue.SetQueueArgument("x-dead-letter-exchange", deadLetters);
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish"); // without it the strategy above is not honoured
    }

    private static void DeclareDeadLetterQueue(IReceiveEndpointConfigurator endpoint, string name) =>
        ((IRabbitMqEndpointConfiguration)endpoint).Topology.Consume.BindQueue(name, name, dead => dead.SetQuorumQueue());
}
