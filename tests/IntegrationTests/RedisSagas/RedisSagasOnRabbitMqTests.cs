using CodeExec.TestKit;
using CodeExec.Tests.RedisSagas;
using MassTransit;

namespace CodeExec.IntegrationTests.RedisSagas;

public sealed class RedisSagasOnRabbitMqTests(RedisServer redis, RabbitMqServer broker)
    : RedisSagaConformance, IClassFixture<RedisServer>, IClassFixture<RabbitMqServer>
{
    protected override string Redis => redis.ConnectionString;

    protected override void UseTransport(IBusRegistrationConfigurator bus) => bus.UsingRabbitMq((context, configurator) =>
    {
        configurator.Host("127.0.0.1", (ushort)broker.Port, "/", _ => { });
        configurator.ConfigureEndpoints(context);
    });
}
