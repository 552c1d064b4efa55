using System.Text.Json;
using StackExchange.Redis;

namespace MassTransit;

/// <summary>Settings of one saga type's Redis repository.</summary>
/// <typeparam name="TSaga">The saga.</typeparam>
public interface IRedisSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISagaVersion
{
    /// <summary>
    /// First part of every key: <c>{KeyPrefix:shard}:id</c>. Default: the saga's type name in kebab case. Two saga types
    /// must not share one.
    /// </summary>
    string KeyPrefix { set; }

    /// <summary>
    /// How long a finished saga stays readable, counted from the delivery of its last message. Default one day; null
    /// keeps it until <see cref="IRedisSagas{TSaga}.ExpireAsync"/>, and <see cref="IRedisSagas{TSaga}.TakeKeptAsync"/> finds it. Unfinished sagas never expire. At least 1 ms.
    /// </summary>
    TimeSpan? Expiry { set; }

    /// <summary>
    /// Hash slots the sagas are spread over, 1 to 1024. Default 1, right for a single Redis; on a Redis Cluster take a
    /// few times the number of masters. Never change it while sagas are stored: their keys depend on it.
    /// </summary>
    void Shards(Func<IServiceProvider, int> shards);

    /// <summary>How often the sweeper looks for what is due: the precision of timers. Default 250 ms, 10 ms to 1 minute.</summary>
    TimeSpan SweepInterval { set; }

    /// <summary>
    /// How long a transition may take to deliver its own messages before the sweeper does. Default 5 s, 0 to 1 hour; too
    /// short costs duplicates, never losses.
    /// </summary>
    TimeSpan SweepGrace { set; }

    /// <summary>
    /// How many replicas each commit must reach before anything is sent or answered (<c>WAIT</c>), 0 to 10. Default 0: the
    /// master alone. A commit that does not reach them within 1 s throws <see cref="RedisException"/>: it may stand or not,
    /// and the message is to be tried again, as <c>UseRedisSagaRetry</c> does.
    /// </summary>
    void WaitForReplicas(Func<IServiceProvider, int> replicas);

    /// <summary>Whether commits are announced to <see cref="IRedisSagas{TSaga}.SubscribeAsync"/>. Default true.</summary>
    bool NotifyChanges { set; }

    /// <summary>
    /// True lets sagas that exist go on while Redis has reached its <c>maxmemory</c>, so that what was begun ends and makes room; new ones are
    /// refused in any case. Needs redis-server 7 or later: other stores do not know the scripts' flag for it. Default false.
    /// </summary>
    bool ContinueWhenFull { set; }

    /// <summary>How the saga is written as JSON. Members that the saga class does not know are kept in any case.</summary>
    JsonSerializerOptions SerializerOptions { set; }

    /// <summary>
    /// Says which sagas are finished, besides those the state machine finalized, so that <see cref="Expiry"/> begins.
    /// They are kept and still receive events.
    /// </summary>
    void FinishedWhen(Func<TSaga, bool> predicate);

    /// <summary>
    /// Says which messages begin a saga, so that none is there to be read. Default: none. Where one is there all the same, the commit
    /// is a conflict, and the message is tried again as any other (<c>UseRedisSagaRetry</c>).
    /// </summary>
    void BegunBy<T>(Predicate<ConsumeContext<T>> predicate)
        where T : class;

    /// <summary>Connects by a StackExchange.Redis configuration string; the connection is made once and retried for ever.</summary>
    void DatabaseConfiguration(string configuration);

    /// <summary>Connects by StackExchange.Redis options; the connection is made once and retried for ever.</summary>
    void DatabaseConfiguration(ConfigurationOptions configuration);

    /// <summary>Uses a connection made elsewhere, which stays the maker's to dispose.</summary>
    void ConnectionFactory(Func<IConnectionMultiplexer> connectionFactory);

    /// <summary>
    /// Uses a connection from the container, which stays the container's to dispose. Default: the registered
    /// <see cref="IConnectionMultiplexer"/>.
    /// </summary>
    void ConnectionFactory(Func<IServiceProvider, IConnectionMultiplexer> connectionFactory);

    /// <summary>Chooses another database than the connection's default one.</summary>
    void SelectDatabase(Func<IConnectionMultiplexer, IDatabase> databaseSelector);
}
