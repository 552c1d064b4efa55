using System.Globalization;
using System.Runtime.CompilerServices;
using MassTransit;
using StackExchange.Redis;

namespace CodeExec.RedisSagas;

/// <summary>
/// The sagas in Redis: a hash for each (see <see cref="SagaFields"/>), and per shard a sorted set of the messages awaiting
/// delivery by due time, as <c>id/field</c>, and a set of the unfinished sagas' ids. A saga and its shard's sets share a
/// hash slot, so that one script changes them all.
/// </summary>
internal sealed class RedisSagaStore<TSaga>(
    RedisSagaConnection connection,
    Func<IConnectionMultiplexer, IDatabase> selectDatabase,
    RedisSagaOptions<TSaga> options,
    RedisSagaMetrics metrics) : IRedisSagas<TSaga>, IAsyncDisposable
    where TSaga : class, ISagaVersion
{
    private const int IdleBatch = 100;

    private readonly IDatabase _redis = selectDatabase(connection.Redis);
    private readonly SagaScripts _scripts = new(options.ContinueWhenFull);
    private readonly RedisChannel _changes = RedisChannel.Literal($"{options.KeyPrefix}:changed");
    private readonly string _self = $"{Guid.NewGuid():N}";

    // Of this process's own commits: who waits here for one has it without the way through Redis.
    private event Action<Guid, TSaga?>? CommittedHere;

    public int Shards => options.Shards;

    /// <summary>Reads a saga, and whether it has consumed <paramref name="messageId"/>, in one round trip.</summary>
    public async Task<StoredSaga> ReadAsync(Guid id, Guid? messageId)
    {
        RedisValue[] fields = messageId is { } cause
            ? [SagaFields.Version, SagaFields.State, SagaFields.Inbox(cause)]
            : [SagaFields.Version, SagaFields.State];
        var values = await _redis.HashGetAsync(SagaKey(id), fields).ConfigureAwait(false);
        return new StoredSaga(
            (int?)values[0] ?? 0, (byte[]?)values[1], values.Length > 2 && !values[2].IsNull);
    }

    /// <summary>Writes a transition, all of it or nothing, and tells who subscribed.</summary>
    /// <param name="commit">The transition.</param>
    /// <param name="saga">The saga that it led to, for who subscribed; null lets them read it.</param>
    /// <returns>False when another message changed the saga since it was read.</returns>
    public async Task<bool> CommitAsync(SagaCommit commit, TSaga? saga = null)
    {
        List<RedisValue> arguments =
        [
            commit.Version,
            commit.Version + 1,
            commit.State,
            commit.MessageId is { } cause ? SagaFields.Inbox(cause) : "",
            !commit.Finished ? 0 : options.Expiry is { } expiry ? Milliseconds(expiry) : "",
            commit.Id.ToString("N"),
            commit.EndedTimers.Count,
            .. commit.EndedTimers.Select(field => (RedisValue)field),
        ];
        foreach (var message in commit.Messages)
        {
            arguments.AddRange([message.Field, Milliseconds(message.Delay ?? options.SweepGrace), message.Message.ToJson()]);
        }

        var shard = ShardOf(commit.Id);
        var committing = _redis.ScriptEvaluateAsync(
            _scripts.Commit(isNew: commit.Version == 0), [SagaKey(commit.Id), DueKey(shard), UnfinishedKey(shard), KeptKey(shard)], [.. arguments]);
        var done = (int)await ReplicatedAsync(SagaKey(commit.Id), RefusedAsync(commit, committing)).ConfigureAwait(false) == 1;
        if (done && options.NotifyChanges)
        {
            CommittedHere?.Invoke(commit.Id, saga);
            await _redis.PublishAsync(_changes, $"{commit.Id:N}/{_self}", CommandFlags.FireAndForget).ConfigureAwait(false);
        }

        metrics.Committed<TSaga>(done);
        return done;
    }

    /// <summary>Waits until the replicas have whatever was committed to the saga, by whomever: its process may have died waiting.</summary>
    /// <exception cref="RedisException">They do not have it.</exception>
    public Task AwaitReplicasAsync(Guid id) => AwaitReplicasAsync(ShardOf(id));

    /// <summary>Waits until the replicas have all that was committed to the shard so far.</summary>
    /// <exception cref="RedisException">They do not have it.</exception>
    public Task AwaitReplicasAsync(int shard) => options.WaitForReplicas == 0
        ? Task.CompletedTask
        // WAIT is for what its own connection wrote: so anything, which lies behind all that was written before.
        : ReplicatedAsync(WaitedKey(shard), _redis.StringSetAsync(WaitedKey(shard), 1));

    /// <summary>The messages caused by <paramref name="messageId"/> that no transport has taken yet; timers are not among them.</summary>
    public async Task<IReadOnlyList<OutgoingMessage>> ReadOutboxAsync(Guid id, Guid messageId)
    {
        var prefix = SagaFields.OutboxOf(messageId);
        var fields = await _redis.HashGetAllAsync(SagaKey(id)).ConfigureAwait(false);
        return [.. fields
            .Where(field => field.Name.StartsWith(prefix))
            .OrderBy(field => (string)field.Name!, StringComparer.Ordinal)
            .Select(field => new OutgoingMessage(field.Name!, StoredMessage.Parse((byte[])field.Value!), null))];
    }

    /// <summary>Forgets delivered messages and consumed timers. Not waited for: lost, it costs a second delivery.</summary>
    public Task AcknowledgeAsync(Guid id, IEnumerable<string> fields) => _redis.ScriptEvaluateAsync(
        _scripts.Acknowledge,
        [SagaKey(id), DueKey(ShardOf(id))],
        [id.ToString("N"), .. fields.Select(field => (RedisValue)field)],
        CommandFlags.FireAndForget);

    /// <summary>Has a timer that was delivered delivered again, should it not be consumed. Not waited for: its lease does as much.</summary>
    public Task PostponeAsync(Guid id, string field) => _redis.ScriptEvaluateAsync(
        _scripts.Postpone,
        [SagaKey(id), DueKey(ShardOf(id))],
        [
            id.ToString("N"),
            field,
            Milliseconds(RedisSagaOptions<TSaga>.TimerPatience),
            Milliseconds(RedisSagaOptions<TSaga>.MostTimerPatience),
        ],
        CommandFlags.FireAndForget);

    /// <summary>Takes up to <paramref name="limit"/> due messages of a shard for <see cref="RedisSagaOptions{TSaga}.SweepLease"/>.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Field)>> ClaimAsync(int shard, int limit)
    {
        var claimed = (RedisValue[])(await _redis.ScriptEvaluateAsync(
            _scripts.Claim,
            [DueKey(shard)],
            [Milliseconds(RedisSagaOptions<TSaga>.SweepLease), limit]).ConfigureAwait(false))!;
        metrics.Late<TSaga>(TimeSpan.FromMilliseconds(claimed.Length == 0 ? 0 : (long)claimed[0]));
        return [.. claimed.Skip(1).Select(member => ((string)member!).Split('/', 2)).Select(parts => (Guid.ParseExact(parts[0], "N"), parts[1]))];
    }

    /// <summary>Reads a message of the outbox.</summary>
    /// <returns>Null when it was delivered or cancelled meanwhile.</returns>
    public async Task<StoredMessage?> ReadMessageAsync(Guid id, string field)
    {
        var json = await _redis.HashGetAsync(SagaKey(id), field).ConfigureAwait(false);
        return json.IsNull ? null : StoredMessage.Parse((byte[])json!);
    }

    public async Task<bool> ExpireAsync(Guid correlationId, TimeSpan after)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.FromMilliseconds(1));
        return (int)await _redis.ScriptEvaluateAsync(
            _scripts.Expire,
            [SagaKey(correlationId), KeptKey(ShardOf(correlationId))],
            [Milliseconds(after), correlationId.ToString("N")]).ConfigureAwait(false) == 1;
    }

    public async Task<IReadOnlyList<Guid>> TakeKeptAsync(TimeSpan every, int limit)
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, options.Shards).Select(shard =>
            _redis.ScriptEvaluateAsync(_scripts.Take, [KeptKey(shard)], [Milliseconds(every), limit]))).ConfigureAwait(false);
        return [.. taken.SelectMany(ids => (RedisValue[])ids!).Select(id => Guid.ParseExact((string)id!, "N"))];
    }

    public Task<bool> ExistsAsync(Guid correlationId) => _redis.KeyExistsAsync(SagaKey(correlationId));

    public async Task<long> CountUnfinishedAsync()
    {
        var counts = Enumerable.Range(0, options.Shards).Select(shard => _redis.SetLengthAsync(UnfinishedKey(shard)));
        return (await Task.WhenAll(counts).ConfigureAwait(false)).Sum();
    }

    public async Task<long> CountKeptAsync()
    {
        var counts = Enumerable.Range(0, options.Shards).Select(shard => _redis.SortedSetLengthAsync(KeptKey(shard)));
        return (await Task.WhenAll(counts).ConfigureAwait(false)).Sum();
    }

    public async IAsyncEnumerable<Guid> ListUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var shard = 0; shard < options.Shards; shard++)
        {
            await foreach (var id in _redis.SetScanAsync(UnfinishedKey(shard)).WithCancellation(cancellation).ConfigureAwait(false))
            {
                yield return Guid.ParseExact((string)id!, "N");
            }
        }
    }

    public async IAsyncEnumerable<Guid> ListIdleAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var ids in ListUnfinishedAsync(cancellation).Chunk(IdleBatch).WithCancellation(cancellation).ConfigureAwait(false))
        {
            var sagas = await Task.WhenAll(ids.Select(id => _redis.HashKeysAsync(SagaKey(id)))).ConfigureAwait(false);
            foreach (var (id, fields) in ids.Zip(sagas))
            {
                if (fields.Length > 0 && !fields.Any(field => SagaFields.IsOutstanding(field!)))
                {
                    yield return id;
                }
            }
        }
    }

    public async IAsyncEnumerable<Guid> ListAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var server in connection.Redis.GetServers().Where(server => !server.IsReplica))
        {
            var keys = server.KeysAsync(_redis.Database, $"{{{options.KeyPrefix}:*}}:*", pageSize: 1000);
            await foreach (var key in keys.WithCancellation(cancellation).ConfigureAwait(false))
            {
                // The shards' own sets are under the same prefix.
                if (Guid.TryParseExact(((string)key!).Split("}:")[^1], "N", out var id))
                {
                    yield return id;
                }
            }
        }
    }

    public async Task<IAsyncDisposable> SubscribeAsync(Action<Guid, TSaga?> changed)
    {
        void Announced(RedisChannel channel, RedisValue announcement)
        {
            var parts = ((string)announcement!).Split('/');
            if (parts[^1] != _self && Guid.TryParseExact(parts[0], "N", out var saga))
            {
                changed(saga, null);
            }
        }

        var subscriber = connection.Redis.GetSubscriber();
        await subscriber.SubscribeAsync(_changes, Announced).ConfigureAwait(false);
        CommittedHere += changed;
        return new Subscription(() =>
        {
            CommittedHere -= changed;
            return subscriber.UnsubscribeAsync(_changes, Announced);
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (connection.Owned)
        {
            await connection.Redis.DisposeAsync().ConfigureAwait(false);
        }
    }

    // What was never begun need not wait for room, as the messages of other sagas would have to wait with it.
    private static async Task<RedisResult> RefusedAsync(SagaCommit commit, Task<RedisResult> committing)
    {
        try
        {
            return await committing.ConfigureAwait(false);
        }
        catch (RedisServerException e) when (commit.Version == 0 && e.Message.StartsWith("OOM", StringComparison.Ordinal))
        {
            throw new SagaStoreFullException(typeof(TSaga), commit.Id);
        }
    }

    // The write and WAIT leave on one connection, one after the other: WAIT is for what its own connection wrote.
    private async Task<T> ReplicatedAsync<T>(RedisKey key, Task<T> writing)
    {
        if (options.WaitForReplicas == 0)
        {
            return await writing.ConfigureAwait(false);
        }

        var master = connection.Redis.GetServer(_redis.IdentifyEndpoint(key, CommandFlags.DemandMaster)!);
        var waiting = master.ExecuteAsync("WAIT", options.WaitForReplicas, (long)RedisSagaOptions<TSaga>.ReplicaPatience.TotalMilliseconds);
        await Task.WhenAll(writing, waiting).ConfigureAwait(false);
        var reached = (int)await waiting.ConfigureAwait(false);
        return reached >= options.WaitForReplicas
            ? await writing.ConfigureAwait(false)
            : throw new RedisException($"A commit reached {reached} of the {options.WaitForReplicas} replicas it has to.");
    }

    // FNV-1a over the id: the same in every process and version, which Guid.GetHashCode does not promise.
    private int ShardOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var hash = 2166136261u;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        return (int)(hash % (uint)options.Shards);
    }

    private RedisKey SagaKey(Guid id) => $"{{{options.KeyPrefix}:{ShardOf(id)}}}:{id:N}";

    private RedisKey DueKey(int shard) => $"{{{options.KeyPrefix}:{shard}}}:due";

    private RedisKey WaitedKey(int shard) => $"{{{options.KeyPrefix}:{shard}}}:waited";

    private RedisKey UnfinishedKey(int shard) => $"{{{options.KeyPrefix}:{shard}}}:unfinished";

    private RedisKey KeptKey(int shard) => $"{{{options.KeyPrefix}:{shard}}}:kept";

    private static RedisValue Milliseconds(TimeSpan span) => ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private sealed class Subscription(Func<Task> unsubscribe) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await unsubscribe().ConfigureAwait(false);
    }
}
