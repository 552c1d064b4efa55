using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Services;

/// <summary>The servers that the services work on in production, real ones, for one test class.</summary>
public sealed class Servers : IAsyncLifetime
{
    private readonly RabbitMqServer _rabbitMq = new();
    private readonly RedisServer _redis = new();
    private readonly PostgresServer _postgres = new();

    /// <summary>The settings that point every service at them.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(_rabbitMq.Settings)
    {
        ["Redis__Configuration"] = _redis.ConnectionString,
        ["Sessions__ConnectionString"] = _postgres.ConnectionString,
        ["Audit__ConnectionString"] = _postgres.ConnectionString,
    };

    public Task InitializeAsync() =>
        Task.WhenAll(_rabbitMq.InitializeAsync(), _redis.InitializeAsync(), _postgres.InitializeAsync());

    public Task DisposeAsync() =>
        Task.WhenAll(_rabbitMq.DisposeAsync(), _redis.DisposeAsync(), _postgres.DisposeAsync());
}
