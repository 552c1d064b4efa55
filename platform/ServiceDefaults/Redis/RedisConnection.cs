using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CodeExec.ServiceDefaults;

/// <summary>Where Redis is.</summary>
public sealed class RedisOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Redis";

    /// <summary>
    /// Connection in StackExchange.Redis form: <c>host:port,user=…,password=…</c>, several hosts for a cluster, <c>!/path</c> for a
    /// unix socket. Default <c>127.0.0.1:6379</c>.
    /// </summary>
    [Required]
    public string Configuration { get; set; } = "127.0.0.1:6379";

    /// <summary>
    /// Replicas that an execution's state must reach before anything is told or sent of it, 0 to 10. Default 0. With 1 a failover loses
    /// nothing that was accepted, and without any replica nothing is accepted; docs/reliability.md says what it costs.
    /// </summary>
    [Range(0, 10)]
    public int WaitForReplicas { get; set; }
}

/// <summary>Adds the one connection to Redis that a process has.</summary>
public static class RedisConnection
{
    /// <summary>Registers <see cref="IConnectionMultiplexer"/> and its readiness check.</summary>
    public static WebApplicationBuilder AddRedis(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RedisOptions>().BindConfiguration(RedisOptions.Section).ValidateDataAnnotations()
            .Validate(redis => CanParse(redis.Configuration), "Configuration: It is not in StackExchange.Redis form, such as 127.0.0.1:6379.")
            .ValidateOnStart();
        builder.Services.AddSingleton<IConnectionMultiplexer>(services =>
        {
            var options = ConfigurationOptions.Parse(services.GetRequiredService<IOptions<RedisOptions>>().Value.Configuration);
            // A process that starts before Redis waits for it instead of failing for good.
            options.AbortOnConnectFail = false;
            options.IncludeDetailInExceptions = false;
            // Ten threads of its own would be woken for every answer: an eighth of ExecutionService's CPU. Nothing here blocks the shared ones.
            options.SocketManager = SocketManager.ThreadPool;
            // The accept path answers 503 within 2 s.
            options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = 1_500;
            return ConnectionMultiplexer.Connect(options);
        });
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis", tags: ["ready"]);
        return builder;
    }

    private static bool CanParse(string configuration)
    {
        try
        {
            ConfigurationOptions.Parse(configuration);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
