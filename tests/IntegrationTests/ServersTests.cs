using CodeExec.TestKit;

namespace CodeExec.IntegrationTests;

public sealed class ServersTests
{
    [Fact]
    public async Task Redis_starts_and_dies_and_starts_again()
    {
        var redis = new RedisServer();
        await redis.InitializeAsync();
        await redis.KillAsync();
        await redis.StartAsync();

        redis.Process.HasExited.Should().BeFalse();

        await redis.DisposeAsync();
    }

    [Fact]
    public async Task Postgres_starts_and_dies_and_starts_again()
    {
        var postgres = new PostgresServer();
        await postgres.InitializeAsync();
        await postgres.KillAsync();
        await postgres.StartAsync();

        postgres.Process.HasExited.Should().BeFalse();

        await postgres.DisposeAsync();
    }

    [Fact]
    public async Task RabbitMq_starts_and_dies_and_starts_again()
    {
        var broker = new RabbitMqServer();
        await broker.InitializeAsync();
        await broker.KillAsync();
        await broker.StartAsync();

        broker.Process.HasExited.Should().BeFalse();

        await broker.DisposeAsync();
    }
}
