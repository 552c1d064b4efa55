using CodeExec.Tests.RedisSagas;

namespace CodeExec.HarnessTests.RedisSagas;

public sealed class RedisSagasOnGarnetTests(EmbeddedGarnet garnet) : RedisSagaConformance, IClassFixture<EmbeddedGarnet>
{
    protected override string Redis => $"127.0.0.1:{garnet.Port}";
}
