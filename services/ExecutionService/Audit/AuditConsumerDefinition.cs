using CodeExec.ServiceDefaults;
using MassTransit;

namespace CodeExec.ExecutionService.Audit;

/// <summary>The queue <c>audit</c>: waits for its database as long as it takes, and lets nobody else wait.</summary>
internal sealed class AuditConsumerDefinition : ConsumerDefinition<AuditConsumer>
{
    public AuditConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = "audit";
        // Two full batches: one being committed, one being gathered.
        endpoint.PrefetchCount = 200;
        endpoint.ConcurrentMessageLimit = 200;
    });

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AuditConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseMessageRetry(retry =>
        {
            // A row that the database refuses goes to the error queue; an outage ends some day.
            retry.Handle<Exception>(e => AuditDatabase.IsOutage(e) || e.IsRedisOutage());
            retry.Exponential(int.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        });
}
