using System.ComponentModel.DataAnnotations;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CodeExec.ServiceDefaults;

/// <summary>How long a process may take to finish what it has begun after SIGTERM.</summary>
public sealed class ShutdownOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Shutdown";

    /// <summary>Time from SIGTERM to the end. 5 s to 10 min. Default 40 s. The supervisor's own kill must come later.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(40);
}

internal static class GracefulShutdown
{
    public static void AddGracefulShutdown(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var drain = (builder.Configuration.GetSection(ShutdownOptions.Section).Get<ShutdownOptions>() ?? new()).DrainTime;

        // In this order: consumers are told to let go, the bus closes, the host gives up.
        builder.Services.Configure<MassTransitHostOptions>(bus =>
        {
            bus.ConsumerStopTimeout = drain - TimeSpan.FromSeconds(4);
            bus.StopTimeout = drain - TimeSpan.FromSeconds(2);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = drain);
    }
}
