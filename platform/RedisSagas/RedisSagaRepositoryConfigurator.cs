using System.Text.Json;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace CodeExec.RedisSagas;

internal sealed class RedisSagaRepositoryConfigurator<TSaga> : IRedisSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISagaVersion
{
    private Func<IServiceProvider, RedisSagaConnection> _connection =
        services => new RedisSagaConnection(services.GetRequiredService<IConnectionMultiplexer>(), Owned: false);

    private Func<IConnectionMultiplexer, IDatabase> _database = redis => redis.GetDatabase();
    private Func<TSaga, bool> _isFinished = _ => false;
    private Predicate<ConsumeContext> _begins = _ => false;
    private Func<IServiceProvider, int> _replicas = _ => 0;
    private Func<IServiceProvider, int> _shards = _ => 1;

    public string KeyPrefix { private get; set; } = KebabCaseEndpointNameFormatter.Instance.SanitizeName(typeof(TSaga).Name);

    public TimeSpan? Expiry { private get; set; } = TimeSpan.FromDays(1);

    public TimeSpan SweepInterval { private get; set; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan SweepGrace { private get; set; } = TimeSpan.FromSeconds(5);

    public bool NotifyChanges { private get; set; } = true;

    public bool ContinueWhenFull { private get; set; }

    public JsonSerializerOptions SerializerOptions { private get; set; } = JsonSerializerOptions.Default;

    public void Shards(Func<IServiceProvider, int> shards) => _shards = shards;

    public void WaitForReplicas(Func<IServiceProvider, int> replicas) => _replicas = replicas;

    public void FinishedWhen(Func<TSaga, bool> predicate) => _isFinished = predicate;

    public void BegunBy<T>(Predicate<ConsumeContext<T>> predicate)
        where T : class
    {
        var others = _begins;
        _begins = context => context is ConsumeContext<T> message ? predicate(message) : others(context);
    }

    public void DatabaseConfiguration(string configuration) => DatabaseConfiguration(ConfigurationOptions.Parse(configuration));

    public void DatabaseConfiguration(ConfigurationOptions configuration)
    {
        var options = configuration.Clone();
        options.AbortOnConnectFail = false;
        _connection = _ => new RedisSagaConnection(ConnectionMultiplexer.Connect(options), Owned: true);
    }

    public void ConnectionFactory(Func<IConnectionMultiplexer> connectionFactory) => ConnectionFactory(_ => connectionFactory());

    public void ConnectionFactory(Func<IServiceProvider, IConnectionMultiplexer> connectionFactory) =>
        _connection = services => new RedisSagaConnection(connectionFactory(services), Owned: false);

    public void SelectDatabase(Func<IConnectionMultiplexer, IDatabase> databaseSelector) => _database = databaseSelector;

    public void Register(ISagaRepositoryRegistrationConfigurator<TSaga> services)
    {
        var options = Options();
        services.TryAddSingleton(provider => options with
        {
            Shards = Checked(nameof(Shards), _shards(provider), 1, 1024),
            WaitForReplicas = Checked(nameof(WaitForReplicas), _replicas(provider), 0, 10),
        });
        services.TryAddSingleton<SagaSerializer<TSaga>>();
        services.TryAddSingleton<SagaLocks<TSaga>>();
        services.TryAddSingleton<RedisSagaMetrics>();
        services.TryAddSingleton(provider => new RedisSagaStore<TSaga>(
            _connection(provider), _database, provider.GetRequiredService<RedisSagaOptions<TSaga>>(), provider.GetRequiredService<RedisSagaMetrics>()));
        services.TryAddSingleton<IRedisSagas<TSaga>>(provider => provider.GetRequiredService<RedisSagaStore<TSaga>>());
        services.RegisterLoadSagaRepository<TSaga, RedisSagaContextFactory<TSaga>>();
        services.RegisterSagaRepository<
            TSaga, RedisSagaStore<TSaga>, SagaConsumeContextFactory<RedisSagaStore<TSaga>, TSaga>, RedisSagaContextFactory<TSaga>>();
        services.AddHostedService<OutboxSweeper<TSaga>>();
    }

    private RedisSagaOptions<TSaga> Options()
    {
        ArgumentException.ThrowIfNullOrEmpty(KeyPrefix);
        if (KeyPrefix.AsSpan().ContainsAny('{', '}'))
        {
            throw new ArgumentException($"KeyPrefix '{KeyPrefix}' must not hold braces: they mark the part of a key that chooses its hash slot.");
        }

        Checked(nameof(SweepInterval), SweepInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Checked(nameof(SweepGrace), SweepGrace, TimeSpan.Zero, TimeSpan.FromHours(1));
        Checked(nameof(Expiry), Expiry ?? TimeSpan.FromDays(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(36500));
        return new RedisSagaOptions<TSaga>
        {
            KeyPrefix = KeyPrefix,
            Expiry = Expiry,
            Shards = 1,
            SweepInterval = SweepInterval,
            SweepGrace = SweepGrace,
            WaitForReplicas = 0,
            NotifyChanges = NotifyChanges,
            ContinueWhenFull = ContinueWhenFull,
            SerializerOptions = SerializerOptions,
            IsFinished = _isFinished,
            Begins = _begins,
        };
    }

    private static T Checked<T>(string setting, T value, T least, T most)
        where T : IComparable<T> => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new ArgumentException($"{setting} is {value}; it must be from {least} to {most}.");
}
