using CodeExec.TestKit;
using CodeExec.Tests.RedisSagas;
using MassTransit;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.RedisSagas;

public sealed class RedisFullTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_saga_goes_on_while_Redis_is_full_and_no_new_one_begins()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await using var host = await TicketHost.StartAsync(
            connection,
            sagas => sagas.ContinueWhenFull = true,
            bus => bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context)));
        var (before, later) = (Guid.NewGuid(), Guid.NewGuid());
        await host.AskAsync(new OpenTicket(before));
        await connection.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        await host.SendAsync(new AddToTicket(before));
        await host.SendAsync(new OpenTicket(later));

        await host.Records.UntilAsync(records => records.Of<TicketAdded>(before).Count == 1);
        await host.Records.UntilAsync(records => records.Of<Fault<OpenTicket>>(later).Count == 1);
        (await host.LoadAsync(before))!.Version.Should().Be(2);
        (await host.LoadAsync(later)).Should().BeNull();
    }
}
