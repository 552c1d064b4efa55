using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CodeExec.ServiceDefaults;

/// <summary>What every CodeExec process has: logs, telemetry, health, strict JSON, problem details and a management port.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds all of it. Call it first.</summary>
    /// <param name="builder">The host being built.</param>
    /// <param name="service">Name of the service in logs and traces, such as <c>session-service</c>.</param>
    /// <param name="defaultUrl">Where it listens when no <c>--urls</c> or <c>ASPNETCORE_URLS</c> says otherwise.</param>
    /// <param name="asksForKeys">Whether what it serves on its main addresses is served to those with an API key alone.</param>
    /// <exception cref="OptionsValidationException">It would listen beyond loopback without leave to; see <see cref="ExposureOptions"/>.</exception>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service, string defaultUrl, bool asksForKeys = false)
    {
        builder.AddSettingFiles();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddListeners(defaultUrl, asksForKeys);
        builder.AddLogs(service);
        builder.AddTelemetry(service);
        builder.AddGracefulShutdown();
        builder.Services.AddHealthChecks();
        builder.Services.AddStrictJson();
        builder.Services.AddProblems();
        return builder;
    }

    /// <summary>Maps health and metrics, and keeps the management port apart from the main one.</summary>
    /// <param name="app">The host.</param>
    /// <param name="healthOnMainPort">True when <c>/health/*</c> answers on the main port too, as the standalone host does.</param>
    /// <exception cref="OptionsValidationException">A setting is wrong; see <see cref="WrongSettings"/>.</exception>
    public static WebApplication MapServiceDefaults(this WebApplication app, bool healthOnMainPort = false)
    {
        // The host would do it too, but would log the exception as a failed start first.
        app.Services.GetService<IStartupValidator>()?.Validate();
        app.UseConnectionDrain();
        app.UseProblems();
        app.UseManagementPort();
        app.MapHealth(healthOnMainPort);
        app.MapPrometheusScrapingEndpoint("/metrics").OnManagementPort();
        return app;
    }
}
