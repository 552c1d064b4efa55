using CodeExec.Tests.RedisSagas;

namespace CodeExec.IntegrationTests.RedisSagas;

public sealed class RedisSagasOnClusterTests(RedisCluster cluster) : RedisSagaConformance, IClassFixture<RedisCluster>
{
    protected override string Redis => cluster.ConnectionString;

    protected override int Shards => 16;
}
