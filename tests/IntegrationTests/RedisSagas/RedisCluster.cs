using CodeExec.TestKit;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.RedisSagas;

/// <summary>A Redis Cluster of three masters on 127.0.0.1.</summary>
public sealed class RedisCluster : IAsyncLifetime
{
    private const int Slots = 16384;

    private readonly (RedisServer Server, int BusPort)[] _masters = [.. Enumerable.Range(0, 3).Select(_ => Machine.FreePort()).Select(busPort => (
        new RedisServer { ExtraOptions = ["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-port", $"{busPort}"] },
        busPort))];

    public string ConnectionString => string.Join(',', _masters.Select(master => master.Server.ConnectionString));

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_masters.Select(master => master.Server.InitializeAsync()));
        for (var n = 0; n < _masters.Length; n++)
        {
            await using var connection = await ConnectAsync(n);
            var server = connection.GetServer(_masters[n].Server.ConnectionString);
            await server.ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", n + 1);
            await server.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", Slots * n / _masters.Length, (Slots * (n + 1) / _masters.Length) - 1);
            foreach (var (other, busPort) in _masters[..n])
            {
                await server.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", other.Port, busPort);
            }
        }

        for (var n = 0; n < _masters.Length; n++)
        {
            await using var connection = await ConnectAsync(n);
            var server = connection.GetServer(_masters[n].Server.ConnectionString);
            await _masters[n].Server.Process.WaitUntilAsync(
                async _ => ((string)(await server.ExecuteAsync("CLUSTER", "INFO"))!) is var info
                    && info.Contains("cluster_state:ok", StringComparison.Ordinal)
                    && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal),
                TimeSpan.FromSeconds(30));
        }
    }

    public Task DisposeAsync() => Task.WhenAll(_masters.Select(master => master.Server.DisposeAsync()));

    private Task<ConnectionMultiplexer> ConnectAsync(int n) => ConnectionMultiplexer.ConnectAsync($"{_masters[n].Server.ConnectionString},allowAdmin=true");
}
