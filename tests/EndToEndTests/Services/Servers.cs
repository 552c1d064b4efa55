using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Services;

/// <summary>The servers that the services work on in production, real ones, for one test class.</summary>
public sealed class Servers : IAsyncLifetime
{
    public RabbitMqServer RabbitMq { get; } = new();

    public RedisServer Redis { get; } = new();

    public PostgresServer Postgres { get; } = new();

    /// <summary>The settings that point every service at them.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(RabbitMq.Settings)
    {
        ["Redis__Configuration"] = Redis.ConnectionString,
        ["Sessions__ConnectionString"] = Postgres.ConnectionString,
        ["Audit__ConnectionString"] = Postgres.ConnectionString,
    };

    public Task InitializeAsync() =>
        Task.WhenAll(RabbitMq.InitializeAsync(), Redis.InitializeAsync(), Postgres.InitializeAsync());

    public Task DisposeAsync() =>
        Task.WhenAll(RabbitMq.DisposeAsync(), Redis.DisposeAsync(), Postgres.DisposeAsync());
}
