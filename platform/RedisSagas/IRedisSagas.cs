namespace MassTransit;

/// <summary>What can be done to stored sagas besides sending them messages. Registered with the repository.</summary>
/// <typeparam name="TSaga">The saga.</typeparam>
public interface IRedisSagas<TSaga>
    where TSaga : class, ISagaVersion
{
    /// <summary>
    /// Lets a finished saga go: it is removed <paramref name="after"/> its last message was delivered. Without effect on
    /// a saga that changes to an unfinished state later.
    /// </summary>
    /// <param name="correlationId">The saga.</param>
    /// <param name="after">How long it stays readable; at least 1 ms.</param>
    /// <returns>False when no such saga is stored.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    Task<bool> ExpireAsync(Guid correlationId, TimeSpan after);

    /// <summary>
    /// Finished sagas that nobody has let go with <see cref="ExpireAsync"/>, when <c>Expiry</c> is null; takes them, so that no
    /// other caller gets the same ones for a while.
    /// </summary>
    /// <param name="every">At least this long ago they finished, and were last taken. By Redis's clock.</param>
    /// <param name="limit">How many at most, of each shard.</param>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    Task<IReadOnlyList<Guid>> TakeKeptAsync(TimeSpan every, int limit);

    /// <summary>Whether such a saga is stored.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    Task<bool> ExistsAsync(Guid correlationId);

    /// <summary>How many sagas are stored that are not finished.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    Task<long> CountUnfinishedAsync();

    /// <summary>How many finished sagas are kept until <see cref="ExpireAsync"/> lets go of them.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    Task<long> CountKeptAsync();

    /// <summary>
    /// The ids of the stored sagas that are not finished. One that begins or ends meanwhile may be among them or not; an
    /// id may come twice.
    /// </summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    IAsyncEnumerable<Guid> ListUnfinishedAsync(CancellationToken cancellation = default);

    /// <summary>
    /// The ids of the stored sagas that are not finished and have neither a timer nor a message to deliver: nothing of their own will
    /// move them. One that is committed meanwhile may come or not; an id may come twice.
    /// </summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    IAsyncEnumerable<Guid> ListIdleAsync(CancellationToken cancellation = default);

    /// <summary>
    /// The ids of all stored sagas, finished ones too. Walks every key of the database: for a start or a repair, not for
    /// a request. One may come twice, and one that is stored or removed meanwhile may come or not.
    /// </summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    IAsyncEnumerable<Guid> ListAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Calls <paramref name="changed"/> with the id of every saga that any process commits, and with the saga itself when this one did.
    /// Announcements may be lost while the connection is: subscribe, read, wait, and read again after a while.
    /// </summary>
    /// <param name="changed">Called by who commits, or on Redis's reader: hand over, do not block, and do not change the saga.</param>
    /// <returns>Dispose it to unsubscribe.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    Task<IAsyncDisposable> SubscribeAsync(Action<Guid, TSaga?> changed);
}
