using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.Backlog;
using CodeExec.ExecutionService.DeadLetters;
using CodeExec.ExecutionService.Executions;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService;

/// <summary>The execution service as a library: its own process and the standalone host call the same three methods.</summary>
public static class ExecutionServiceExtensions
{
    /// <summary>Adds the lifecycle, the read side, the audit and the dead letters. Needs Redis (<c>AddRedis</c>).</summary>
    /// <param name="builder">The host being built.</param>
    /// <param name="auditDatabase">Configures the audit's database; null takes PostgreSQL from <see cref="AuditOptions"/>.</param>
    /// <param name="deadLetterDatabase">Configures the dead letters' database; null takes a schema of the same PostgreSQL.</param>
    public static WebApplicationBuilder AddExecutionService(
        this WebApplicationBuilder builder,
        Action<IServiceProvider, DbContextOptionsBuilder>? auditDatabase = null,
        Action<IServiceProvider, DbContextOptionsBuilder>? deadLetterDatabase = null)
    {
        var services = builder.Services;
        services.TryAddSingleton<RunPayloads>();
        services.TryAddSingleton<RunClaims>();
        services.AddSingleton<IRunAttempts>(provider => provider.GetRequiredService<RunClaims>());
        services.AddOptions<ExecutionOptions>().BindConfiguration(ExecutionOptions.Section).ValidateDataAnnotations()
            .Validate(executions => RunnerPools.AreNames(executions.Pools.Values), "Pools: Each is 1 to 40 of a-z, 0-9 and -, such as jvm.")
            .ValidateOnStart();
        services.AddSingleton<ExecutionMetrics>();
        services.AddSingleton<IPastExecutions, PastExecutions>();
        services.AddHostedService<IdleExecutions>();

        services.AddSingleton<ExecutionReader>();
        services.AddSingleton<ExecutionChanges>();
        services.AddSingleton<FinishedExecutions>();

        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateDataAnnotations()
            .Validate(audit => AuditDatabase.IsConnectionString(audit.ConnectionString), "ConnectionString: It is not in Npgsql form, such as Host=127.0.0.1;Database=codeexec;Username=codeexec.")
            .ValidateOnStart();
        services.AddPooledDbContextFactory<AuditDbContext>(auditDatabase ?? AuditDatabase.UsePostgres);
        services.AddSingleton<AuditMetrics>();
        services.AddSingleton<AuditStore>();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<RecordedEnds>();
        services.AddSingleton<AuditConfirmation>();
        services.AddHostedService<AuditMigration>();
        services.AddHostedService<AuditReconciler>();
        services.AddHostedService<AuditRetention>();
        services.AddHealthChecks().AddCheck<AuditHealth>("audit", HealthStatus.Degraded, tags: ["ready"], timeout: TimeSpan.FromSeconds(3));

        services.AddOptions<DeadLetterOptions>().BindConfiguration(DeadLetterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddPooledDbContextFactory<DeadLetterDbContext>(deadLetterDatabase ?? DeadLetterDatabase.UsePostgres);
        services.TryAddSingleton<RunnerRegistry>();
        services.AddSingleton<DeadLetterMetrics>();
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<DeadLetterReplays>();
        services.AddSingleton<DeadLetterRecorder>();
        services.AddSingleton<ReplayRules>();
        services.AddHostedService<DeadLetterUpkeep>();

        services.AddOptions<BacklogOptions>().BindConfiguration(BacklogOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<RunBacklog>();
        services.AddSingleton<BacklogMetrics>();
        services.AddHostedService<BacklogReport>();
        return builder;
    }

    /// <summary>Adds the saga and the consumers of its events to the bus.</summary>
    public static void AddExecutionConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddSagaStateMachine<ExecutionStateMachine, ExecutionSaga, ExecutionSagaDefinition>().RedisRepository(redis =>
        {
            redis.KeyPrefix = "execution";
            redis.FinishedWhen(execution => execution.IsFinished());
            redis.BegunBy<SubmitExecution>(submission => !RepeatedSubmission.MayBe(submission));
            redis.ContinueWhenFull = true;
            // Kept until the audit has it.
            redis.Expiry = null;
            redis.Shards(services => services.GetRequiredService<IOptions<ExecutionOptions>>().Value.Shards);
            redis.WaitForReplicas(services => services.GetRequiredService<IOptions<RedisOptions>>().Value.WaitForReplicas);
        });
        bus.AddConsumer<AuditConsumer, AuditConsumerDefinition>();
        bus.AddConsumer<DeadLetterConsumer, DeadLetterConsumerDefinition>();
        bus.AddConsumer<BrokerDeadLetterConsumer, BrokerDeadLetterConsumerDefinition>();
    }

    /// <summary>Maps <c>/executions</c>, and <c>/dead-letters</c> on the management port.</summary>
    public static IEndpointRouteBuilder MapExecutionService(this IEndpointRouteBuilder app)
    {
        app.MapExecutions();
        app.MapDeadLetters();
        return app;
    }
}
