using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.ServiceDefaults;

/// <summary>The one place that sets up MassTransit.</summary>
public static class MessageBus
{
    /// <summary>Adds the bus with the consumers and sagas of one service, or of all of them in the standalone host.</summary>
    public static WebApplicationBuilder AddMessageBus(this WebApplicationBuilder builder, Action<IBusRegistrationConfigurator> consumers)
    {
        builder.Services.AddOptions<MessageBusOptions>().BindConfiguration(MessageBusOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var options = builder.Configuration.GetSection(MessageBusOptions.Section).Get<MessageBusOptions>() ?? new();
        var inMemory = options.Transport == MessageTransport.InMemory;

        // A process that starts before the broker serves what it can and connects later.
        builder.Services.Configure<MassTransitHostOptions>(bus => bus.WaitUntilStarted = inMemory);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            consumers(bus);
            if (inMemory)
            {
                bus.UsingInMemory((context, transport) =>
                {
                    transport.WriteCompactJson();
                    transport.ConfigureEndpoints(context);
                });
            }
            else
            {
                bus.UsingRabbitMq((context, transport) =>
                {
                    transport.Host(options.Host, options.Port, options.VirtualHost, host =>
                    {
                        host.Username(options.Username);
                        host.Password(options.Password);
                        host.PublisherConfirmation = true;
                    });
                    transport.WriteCompactJson();
                    transport.ConfigureEndpoints(context);
                });
            }
        });
        return builder;
    }

    // By default it is indented: half of each message would be spaces, which every store and reader of it pays for.
    private static void WriteCompactJson(this IBusFactoryConfigurator transport) => transport.ConfigureJsonSerializerOptions(json =>
        new JsonSerializerOptions(json) { WriteIndented = false });
}
