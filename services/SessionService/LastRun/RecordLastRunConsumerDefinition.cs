using CodeExec.ServiceDefaults;
using MassTransit;

namespace CodeExec.SessionService.LastRun;

internal sealed class RecordLastRunConsumerDefinition : ConsumerDefinition<RecordLastRunConsumer>
{
    public RecordLastRunConsumerDefinition()
    {
        ConcurrentMessageLimit = 4;
    }

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
