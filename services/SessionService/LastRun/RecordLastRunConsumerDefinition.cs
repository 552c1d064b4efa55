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
        // About five minutes in all: a database that restarts is waited for, events stay in the queue meanwhile.
        endpointConfigurator.UseMessageRetry(retry => retry.Exponential(
            15, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200)));
    }
}
