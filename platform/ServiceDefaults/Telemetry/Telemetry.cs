using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CodeExec.ServiceDefaults;

/// <summary>Traces and metrics by OpenTelemetry; exported by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, metrics always at <c>/metrics</c>.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        var exported = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, serviceNamespace: "codeexec"))
            .WithTracing(traces => traces
                // Nobody would read the spans; their trace ids go along all the same, for the logs.
                .SetSampler(exported ? new ParentBasedSampler(new AlwaysOnSampler()) : new AlwaysOffSampler())
                .AddSource("MassTransit", "Npgsql", "CodeExec.*")
                .AddAspNetCoreInstrumentation(http => http.Filter = context =>
                    !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/metrics"))
                .AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics
                .AddMeter("MassTransit", "Npgsql", "CodeExec.*")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());

        if (exported)
        {
            telemetry.UseOtlpExporter();
        }
    }
}
