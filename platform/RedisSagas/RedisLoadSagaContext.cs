using MassTransit;
using MassTransit.Middleware;
using MassTransit.Saga;

namespace CodeExec.RedisSagas;

/// <summary>Reads sagas for <see cref="ILoadSagaRepository{TSaga}"/>: one round trip, null when there is none.</summary>
internal sealed class RedisLoadSagaContext<TSaga>(RedisSagaStore<TSaga> store, SagaSerializer<TSaga> json, CancellationToken cancellation)
    : BasePipeContext(cancellation), LoadSagaRepositoryContext<TSaga>
    where TSaga : class, ISagaVersion
{
    public async Task<TSaga> Load(Guid correlationId)
    {
        var stored = await store.ReadAsync(correlationId, messageId: null).ConfigureAwait(false);
        if (stored.State is not { } state)
        {
            return null!;
        }

        var saga = json.Read(state);
        saga.Version = stored.Version;
        return saga;
    }
}
