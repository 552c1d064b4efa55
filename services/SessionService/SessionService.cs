using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Languages;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.CodeSessions;
using CodeExec.SessionService.LastRun;
using CodeExec.SessionService.Runs;
using CodeExec.SessionService.Schema;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService;

/// <summary>The code sessions: what a client writes and runs. A service of its own, or part of the standalone host.</summary>
public static class SessionServiceExtensions
{
    /// <summary>Adds the service. Needs the service defaults, Redis and a message bus with <see cref="AddSessionConsumers"/>.</summary>
    /// <param name="builder">The host being built.</param>
    /// <param name="sessionDatabase">
    /// Configures another database, with its own migrations; null takes the PostgreSQL of <see cref="SessionOptions.ConnectionString"/>.
    /// </param>
    public static WebApplicationBuilder AddSessionService(
        this WebApplicationBuilder builder, Action<IServiceProvider, DbContextOptionsBuilder>? sessionDatabase = null)
    {
        var services = builder.Services;
        services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section).ValidateDataAnnotations()
            .Validate(sessions => Postgres.IsConnectionString(sessions.ConnectionString), "ConnectionString: It is not in Npgsql form, such as Host=127.0.0.1;Database=codeexec;Username=codeexec.")
            .Validate(sessions => sessions.ExecutionServiceUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" }, "ExecutionServiceUrl: It is not a URL such as http://127.0.0.1:8084/.")
            .ValidateOnStart();
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RequestBodyOptions>().PostConfigure<IOptions<LimitsOptions>>(
            (body, limits) => body.LimitBytes = Math.Max(body.LimitBytes, limits.Value.LargestBodyBytes));

        services.AddPooledDbContextFactory<SessionDbContext>(sessionDatabase ?? Postgres.Use);
        services.AddSingleton<SessionDatabase>();
        services.AddSingleton<SchemaMigration>();
        services.AddHostedService(provider => provider.GetRequiredService<SchemaMigration>());
        services.AddHealthChecks().AddCheck<SessionStoreHealth>("session-store", tags: ["ready"]);

        services.TryAddSingleton<RunPayloads>();
        services.TryAddSingleton<RunnerRegistry>();
        services.AddSingleton(LanguageCatalogue.BuiltIn);
        services.AddSingleton<LanguageOffer>();
        services.AddSingleton<CodeSessionInputReader>();
        services.AddSingleton<PinnedRuns>();
        services.AddSingleton<LastRunStore>();
        services.AddSingleton<LastRunWriter>();
        services.TryAddSingleton<RunBacklog>();
        services.TryAddSingleton<TenantQuota>();
        services.AddSingleton<RunAdmission>();
        services.AddHostedService<PinnedRunExpiry>();
        if (!services.Any(service => service.ServiceType == typeof(IExecutionWait)))
        {
            services.AddHttpClient<IExecutionWait, HttpExecutionWait>((provider, http) =>
                http.BaseAddress = provider.GetRequiredService<IOptions<SessionOptions>>().Value.ExecutionServiceUrl);
        }

        return builder;
    }

    /// <summary>Adds the consumers and the request client of this service to the bus.</summary>
    public static IBusRegistrationConfigurator AddSessionConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddRequestClient<SubmitExecution>(new Uri($"exchange:{Queues.Execution}"));
        bus.AddConsumer<RecordLastRunConsumer, RecordLastRunConsumerDefinition>();
        return bus;
    }

    /// <summary>Maps <c>/code-sessions</c>, <c>/languages</c> and <c>/limits</c>.</summary>
    public static IEndpointRouteBuilder MapSessionService(this IEndpointRouteBuilder app)
    {
        app.MapCodeSessions();
        app.MapCapabilities();
        return app;
    }
}
