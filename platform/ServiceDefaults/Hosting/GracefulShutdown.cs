using System.ComponentModel.DataAnnotations;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
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

    /// <summary>
    /// How much of it clients get at most to close their connections, each of which they are told to with its next answer. 0 s to 1 min.
    /// Default 3 s, longer than the gateway keeps one that is not used.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan LetGoTime { get; set; } = TimeSpan.FromSeconds(3);
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
        builder.AddConnectionDrain();
    }

    public static void UseConnectionDrain(this WebApplication app)
    {
        Func<object, Task> askToClose = app.Services.GetRequiredService<ConnectionDrain>().AskToCloseAsync;
        app.Use((context, next) =>
        {
            context.Response.OnStarting(askToClose, context);
            return next(context);
        });
    }

    private static void AddConnectionDrain(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ConnectionDrain>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ConnectionDrain>());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listener =>
        {
            var drain = listener.ApplicationServices.GetRequiredService<ConnectionDrain>();
            listener.Use(next => connection => drain.CountAsync(connection, next));
        }));
    }
}
