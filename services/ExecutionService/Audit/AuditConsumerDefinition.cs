using CodeExec.Contracts.Executions;
using CodeExec.ServiceDefaults;
using MassTransit;

namespace CodeExec.ExecutionService.Audit;

/// <summary>The queue <c>audit</c>: waits for its database as long as it takes, and lets nobody else wait.</summary>
internal sealed class AuditConsumerDefinition : ConsumerDefinition<AuditConsumer>
{
    public const string Queue = "audit";

    public AuditConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.Name = Queue;
        // Two full batches: one being committed, one being gathered.
        endpoint.PrefetchCount = 200;
        endpoint.ConcurrentMessageLimit = 200;
    });

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AuditConsumer> consumerConfigurator, IRegistrationContext context)
    {
        // The saga sends it here where a run goes on. The end of a run tells of its start too, and most have ended before anybody says that they began.
        endpointConfigurator.ConfigureMessageTopology<ExecutionStarted>(false);
        endpointConfigurator.UseMessageRetry(retry =>
        {
            // A row that the database refuses goes to the error queue; an outage ends some day.
            retry.Handle<Exception>(e => AuditDatabase.IsOutage(e) || e.IsRedisOutage());
            retry.Exponential(int.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        });
    }
}
