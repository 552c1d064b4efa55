using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace CodeExec.ServiceDefaults;

/// <summary>What is logged and how. Logs go to standard output and never hold source, input or output of programs.</summary>
public sealed class LogOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Logs";

    /// <summary>Lowest level of our own events: Verbose, Debug, Information, Warning, Error. Default Information.</summary>
    public LogEventLevel Level { get; set; } = LogEventLevel.Information;

    /// <summary>Lowest level of the frameworks' events. Default Warning.</summary>
    public LogEventLevel FrameworkLevel { get; set; } = LogEventLevel.Warning;

    /// <summary>True writes lines for people instead of JSON. Default false.</summary>
    public bool Plain { get; set; }
}

internal static class Logs
{
    private const string PlainTemplate = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static void AddLogs(this WebApplicationBuilder builder, string service)
    {
        var options = builder.Configuration.GetSection(LogOptions.Section).Get<LogOptions>() ?? new();
        builder.Services.AddSerilog(log =>
        {
            log.MinimumLevel.Is(options.Level)
                .MinimumLevel.Override("Microsoft", options.FrameworkLevel)
                // People are told by the host itself; a log keeps when and where it began and ended.
                .MinimumLevel.Override("Microsoft.Hosting.Lifetime", options.Plain ? options.FrameworkLevel : LogEventLevel.Information)
                // Whoever asks for the health is told in the answer, every second while a process starts.
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
                .MinimumLevel.Override("System", options.FrameworkLevel)
                .MinimumLevel.Override("MassTransit", options.FrameworkLevel)
                .MinimumLevel.Override("Yarp", options.FrameworkLevel)
                .Enrich.FromLogContext()
                .Enrich.WithProperty("Service", service);

            // The compact format carries trace and span ids as @tr and @sp.
            _ = options.Plain
                ? log.WriteTo.Console(outputTemplate: PlainTemplate, formatProvider: null)
                : log.WriteTo.Console(new RenderedCompactJsonFormatter());
        });
    }
}
