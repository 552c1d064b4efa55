using CodeExec.TestKit;
using CodeExec.Tests.RedisSagas;
using MassTransit;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.RedisSagas;

public sealed class RedisReplicaTests : IAsyncLifetime
{
    private readonly RedisServer _master = new() { ExtraOptions = ["--repl-diskless-sync-delay", "0"] };
    private readonly Guid _id = Guid.NewGuid();
    private RedisServer _replica = null!;
    private ConnectionMultiplexer _connection = null!;
    private TicketHost _host = null!;

    public async Task InitializeAsync()
    {
        await _master.InitializeAsync();
        _replica = new RedisServer { ExtraOptions = ["--replicaof", "127.0.0.1", $"{_master.Port}"] };
        await _replica.InitializeAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_master.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _connection.DisposeAsync();
        await Task.WhenAll(_master.DisposeAsync(), _replica.DisposeAsync());
    }

    [Fact]
    public async Task Who_has_the_answer_finds_the_commit_on_the_replica()
    {
        await StartAsync();
        await using var replica = await ConnectionMultiplexer.ConnectAsync($"{_replica.ConnectionString},allowAdmin=true");
        for (var n = 0; n < 50; n++)
        {
            var id = Guid.NewGuid();
            await _host.AskAsync(new OpenTicket(id));

            ((int?)await replica.GetDatabase().HashGetAsync($"{{ticket:0}}:{id:N}", "v", CommandFlags.DemandReplica)).Should().Be(1);
        }
    }

    [Fact]
    public async Task Without_the_replica_the_sweeper_sends_nothing_either()
    {
        await StartAsync(grace: TimeSpan.Zero);
        await _replica.KillAsync();

        var asking = _host.AskAsync(new OpenTicket(_id));
        await SweptAsync();
        await SweptAsync();
        var (answered, sent) = (asking.IsCompleted, _host.Records.MessageIds(_id).Count);
        await _replica.StartAsync();
        await MakeDueAsync();
        await asking;

        answered.Should().BeFalse();
        sent.Should().Be(0);
        await _host.Records.UntilAsync(records => records.Of<TicketOpened>(_id).Count >= 1);
    }

    [Fact]
    public async Task Without_the_replica_a_question_is_not_answered_from_what_it_does_not_have()
    {
        await StartAsync(grace: TimeSpan.Zero);
        await _replica.KillAsync();

        var first = _host.AskAsync(new OpenTicket(_id));
        await Eventually.BecomesTrueAsync(() => _connection.GetDatabase().KeyExistsAsync($"{{ticket:0}}:{_id:N}"));
        var second = _host.AskAsync(new OpenTicket(_id));
        await SweptAsync();
        await SweptAsync();
        var answered = first.IsCompleted || second.IsCompleted;
        await _replica.StartAsync();
        await Task.WhenAll(first, second);

        answered.Should().BeFalse();
    }

    [Fact]
    public async Task Without_the_replica_nothing_is_answered_and_with_it_back_everything_once()
    {
        await StartAsync();
        await _replica.KillAsync();

        var asking = _host.AskAsync(new OpenTicket(_id));
        await Eventually.BecomesTrueAsync(() => _connection.GetDatabase().KeyExistsAsync($"{{ticket:0}}:{_id:N}"));
        var answered = asking.IsCompleted;
        var sent = _host.Records.MessageIds(_id).Count;
        await _replica.StartAsync();
        await asking;

        answered.Should().BeFalse();
        sent.Should().Be(0);
        await _host.Records.UntilAsync(records => records.Of<TicketOpened>(_id).Count == 1);
        (await _host.LoadAsync(_id))!.Version.Should().Be(1);
    }

    /// <summary>Waits until the sweeper has taken what waits, as the end of its lease tells. Taken again, it is done with the last time.</summary>
    private async Task SweptAsync()
    {
        await Eventually.BecomesTrueAsync(async () => (await WaitingAsync()).Length > 0);
        await MakeDueAsync();
        await Eventually.BecomesTrueAsync(async () => (await WaitingAsync()).All(message => message.Score > 0));
    }

    private async Task StartAsync(TimeSpan? grace = null) => _host = await TicketHost.StartAsync(
        _connection,
        sagas =>
        {
            sagas.KeyPrefix = "ticket";
            sagas.WaitForReplicas(_ => 1);
            sagas.SweepInterval = TimeSpan.FromMilliseconds(20);
            sagas.SweepGrace = grace ?? TimeSpan.FromSeconds(5);
        },
        bus => bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context)));

    private async Task MakeDueAsync()
    {
        foreach (var message in await WaitingAsync())
        {
            await _connection.GetDatabase().SortedSetAddAsync("{ticket:0}:due", message.Element, 0, When.Exists);
        }
    }

    private Task<SortedSetEntry[]> WaitingAsync() => _connection.GetDatabase().SortedSetRangeByRankWithScoresAsync("{ticket:0}:due");
}
