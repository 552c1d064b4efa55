using CodeExec.RedisSagas;
using CodeExec.TestKit;
using CodeExec.Tests.RedisSagas;
using MassTransit;

namespace CodeExec.IntegrationTests.RedisSagas;

public sealed class RedisSagasOnRabbitMqTests(RedisServer redis, RabbitMqServer broker)
    : RedisSagaConformance, IClassFixture<RedisServer>, IClassFixture<RabbitMqServer>
{
    protected override string Redis => redis.ConnectionString;

    [Fact]
    public async Task A_timer_that_meets_no_queue_is_not_taken_to_be_delivered()
    {
        var host = await StartAsync();
        var message = new StoredMessage
        {
            MessageId = NewId.NextGuid(),
            Destination = new Uri("exchange:nobody-listens"),
            Types = [MessageUrn.ForTypeString<RemindTicket>()],
            ContentType = "application/vnd.masstransit+json",
            Body = "{}"u8.ToArray(),
        };

        var timer = () => (message with { Headers = new() { [SagaTimer.Header] = $"{new SagaTimer(Guid.NewGuid(), Guid.NewGuid())}" } }).DeliverAsync(host.Bus, CancellationToken.None);
        var other = () => message.DeliverAsync(host.Bus, CancellationToken.None);

        await timer.Should().ThrowAsync<MessageReturnedException>();
        await other.Should().NotThrowAsync("an event may have no subscriber");
    }

    protected override void UseTransport(IBusRegistrationConfigurator bus) => bus.UsingRabbitMq((context, configurator) =>
    {
        configurator.Host("127.0.0.1", (ushort)broker.Port, "/", _ => { });
        configurator.ConfigureEndpoints(context);
    });
}
