using CodeExec.ServiceDefaults;
using MassTransit;

namespace CodeExec.SessionService.LastRun;

internal sealed class RecordLastRunConsumerDefinition : ConsumerDefinition<RecordLastRunConsumer>
{
    public RecordLastRunConsumerDefinition() => Endpoint(endpoint =>
    {
        // Two full batches: one being committed, one being gathered.
        endpoint.PrefetchCount = 2 * LastRunWriter.MaxBatch;
        endpoint.ConcurrentMessageLimit = 2 * LastRunWriter.MaxBatch;
    });

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RecordLastRunConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseMessageRetry(retry =>
        {
            // A row that the database refuses goes to the error queue; an outage ends some day.
            retry.Handle<Exception>(DatabaseFault.IsOutage);
            retry.Exponential(int.MaxValue, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200));
        });
    }
}
