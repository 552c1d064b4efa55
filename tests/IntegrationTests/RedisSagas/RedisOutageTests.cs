using CodeExec.TestKit;
using CodeExec.Tests.RedisSagas;
using MassTransit;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.RedisSagas;

public sealed class RedisOutageTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Messages_and_timers_wait_for_a_Redis_that_was_killed_and_came_back()
    {
        var id = Guid.NewGuid();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await using var host = await TicketHost.StartAsync(
            connection,
            sagas => sagas.SweepInterval = TimeSpan.FromMilliseconds(20),
            bus => bus.UsingInMemory((context, configurator) => configurator.ConfigureEndpoints(context)));
        await host.AskAsync(new OpenTicket(id, RemindAfter: TimeSpan.FromSeconds(1)));

        await redis.KillAsync();
        await host.SendAsync(new AddToTicket(id));
        await redis.StartAsync();

        await host.Records.UntilAsync(records => records.Of<TicketAdded>(id).Count == 1 && records.Of<TicketReminded>(id).Count == 1);
        (await host.LoadAsync(id))!.Additions.Should().Be(1);
    }
}
