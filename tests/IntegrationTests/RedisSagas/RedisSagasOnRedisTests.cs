using CodeExec.TestKit;
using CodeExec.Tests.RedisSagas;

namespace CodeExec.IntegrationTests.RedisSagas;

public sealed class RedisSagasOnRedisTests(RedisServer redis) : RedisSagaConformance, IClassFixture<RedisServer>
{
    protected override string Redis => redis.ConnectionString;
}
