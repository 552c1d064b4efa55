using CodeExec.Languages;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.GVisor;
using CodeExec.RunnerService.Sandbox.Linux;
using CodeExec.RunnerService.Toolchains;
using CodeExec.RunStore;
using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService;

/// <summary>Makes a host a runner.</summary>
public static class RunnerServiceExtensions
{
    /// <summary>Adds everything that runs programs. Needs Redis and the bus.</summary>
    public static WebApplicationBuilder AddRunnerService(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<RunnerOptions>, RunnerOptionsValidator>();
        services.AddOptions<RunnerOptions>().BindConfiguration(RunnerOptions.Section).ValidateOnStart();

        services.TryAddSingleton<RunPayloads>();
        services.TryAddSingleton<RunClaims>();
        services.AddSingleton<RunSlots>();
        services.AddSingleton<RunEndpoints>();
        services.TryAddSingleton<RunnerRegistry>();
        services.TryAddSingleton(LanguageCatalogue.BuiltIn);

        services.AddSingleton(provider => InstanceDirectory.Open(provider.GetRequiredService<IOptions<RunnerOptions>>().Value.StateDirectory));
        services.AddSingleton<ISandbox>(MakeSandbox);
        services.AddSingleton<ToolchainPreparation>();
        services.AddSingleton<ToolchainFinder>();
        services.AddSingleton<CompileCache>();
        services.AddSingleton<ProgramRunner>();
        services.AddSingleton<RunStarter>();

        services.AddSingleton<RunnerReadiness>();
        services.AddHealthChecks().AddCheck<RunnerReadiness>("runner", tags: ["ready"]);
        services.AddHostedService<Runner>();
        return builder;
    }

    /// <summary>Adds the consumer of the work queue, which gets its endpoint once the sandbox has passed its self-test.</summary>
    public static void AddRunnerConsumers(this IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<RunCodeConsumer, RunCodeConsumerDefinition>().ExcludeFromConfigureEndpoints();

    /// <summary>Maps nothing: a runner is reached through the queue alone.</summary>
    public static IEndpointRouteBuilder MapRunnerService(this IEndpointRouteBuilder app) => app;

    private static ISandbox MakeSandbox(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<RunnerOptions>>();
        var instance = provider.GetRequiredService<InstanceDirectory>();
        var cgroups = Cgroups.TryCreate($"codeexec-{instance.Name}", instance.Remember);
        var clock = provider.GetRequiredService<TimeProvider>();
        return options.Value.Sandbox == RunnerOptions.GVisor
            ? new GVisorSandbox(options, instance, cgroups, clock, provider.GetRequiredService<ILogger<GVisorSandbox>>())
            : new BubblewrapSandbox(options, instance, cgroups, clock, provider.GetRequiredService<ILogger<BubblewrapSandbox>>());
    }
}
