using StackExchange.Redis;

namespace CodeExec.RedisSagas;

/// <summary>A connection, and whether the repository made it and has to close it.</summary>
internal sealed record RedisSagaConnection(IConnectionMultiplexer Redis, bool Owned);
