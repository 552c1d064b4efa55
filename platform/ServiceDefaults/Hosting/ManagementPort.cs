using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.ServiceDefaults;

/// <summary>Keeps endpoints on the port they belong to. Told apart by the socket, never by the Host header, which a client chooses.</summary>
public static class ManagementPort
{
    private sealed record Placement(bool OnMainToo);

    /// <summary>Makes endpoints answer on the management port alone.</summary>
    public static TBuilder OnManagementPort<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new Placement(OnMainToo: false));

    /// <summary>Whether these are an endpoint's that serves those who run the service: its management, or its health.</summary>
    public static bool IsForOperators(this EndpointMetadataCollection endpoint) => endpoint.GetMetadata<Placement>() is not null;

    internal static TBuilder OnBothPorts<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new Placement(OnMainToo: true));

    internal static void UseManagementPort(this WebApplication app)
    {
        int? managementPort = null;
        app.Use((context, next) =>
        {
            managementPort ??= BoundManagementPort(app);
            var onManagement = context.Connection.LocalPort == managementPort;
            var placement = context.GetEndpoint()?.Metadata.GetMetadata<Placement>();
            var belongs = placement switch
            {
                null => !onManagement,
                { OnMainToo: true } => true,
                _ => onManagement,
            };
            if (!belongs)
            {
                context.SetEndpoint(null);
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return next(context);
        });
    }

    // The management address is the last one given to the server, and the server keeps their order.
    private static int BoundManagementPort(WebApplication app) => BindingAddress.Parse(
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last()).Port;
}
