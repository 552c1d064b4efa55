using System.Diagnostics;
using CodeExec.Standalone;
using CodeExec.TestKit;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.Standalone;

public sealed class PrivateRedisTests : IDisposable
{
    private const long Memory = 32 << 20;

    private readonly DataDirectory _data = DataDirectory.Open(Machine.TemporaryDirectory("private-redis"));

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_data.Path, recursive: true);
    }

    [Fact]
    public async Task What_it_acknowledged_is_there_after_it_was_killed_and_it_starts_again_by_itself()
    {
        using var redis = await PrivateRedis.StartAsync(_data, Memory);
        await using var connection = await ConnectAsync(redis);
        var killed = ServerId(connection);
        await connection.GetDatabase().StringSetAsync("acknowledged", "kept");

        using (var server = Process.GetProcessById(killed))
        {
            server.Kill();
        }

        await UntilAsync(async () => await connection.GetDatabase().StringGetAsync("acknowledged") == "kept");
        ServerId(connection).Should().NotBe(killed);
    }

    [Fact]
    public async Task It_ends_with_its_host_and_the_next_one_has_its_data()
    {
        int first;
        using (var redis = await PrivateRedis.StartAsync(_data, Memory))
        {
            await using var connection = await ConnectAsync(redis);
            await connection.GetDatabase().StringSetAsync("acknowledged", "kept");
            first = ServerId(connection);
        }

        using var next = await PrivateRedis.StartAsync(_data, Memory);

        Directory.Exists($"/proc/{first}").Should().BeFalse();
        await using var again = await ConnectAsync(next);
        ((string?)await again.GetDatabase().StringGetAsync("acknowledged")).Should().Be("kept");
    }

    [Fact]
    public async Task A_full_memory_refuses_and_keeps_what_it_has()
    {
        using var redis = await PrivateRedis.StartAsync(_data, Memory);
        await using var connection = await ConnectAsync(redis);
        var database = connection.GetDatabase();
        var megabyte = new byte[1 << 20];
        var kept = 0;

        var filling = async () =>
        {
            for (; kept < 64; kept++)
            {
                await database.StringSetAsync($"value:{kept}", megabyte);
            }
        };

        (await filling.Should().ThrowAsync<RedisServerException>()).WithMessage("OOM*");
        var lengths = await Task.WhenAll(Enumerable.Range(0, kept).Select(value => database.StringLengthAsync($"value:{value}")));
        lengths.Should().NotBeEmpty().And.AllBeEquivalentTo(megabyte.Length);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_a_sentence()
    {
        using var deep = DataDirectory.Open(Path.Combine(_data.Path, new string('x', 100)));

        var start = () => PrivateRedis.StartAsync(deep, Memory);

        (await start.Should().ThrowAsync<SetupException>()).WithMessage("*too long for a unix socket*--data*");
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(PrivateRedis redis)
    {
        var options = ConfigurationOptions.Parse(redis.Configuration);
        options.AllowAdmin = true;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        options.ReconnectRetryPolicy = new LinearRetry(100);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    private static int ServerId(ConnectionMultiplexer connection) => int.Parse(
        connection.GetServers()[0].Info("server").SelectMany(section => section).Single(entry => entry.Key == "process_id").Value);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await pause.WaitForNextTickAsync(late.Token))
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (RedisConnectionException)
            {
                // It is on its way back.
            }
        }
    }
}
