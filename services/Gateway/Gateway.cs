using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace CodeExec.Gateway;

/// <summary>The one door for clients: passes requests on to the services and shows the API reference.</summary>
public static class GatewayExtensions
{
    /// <summary>Adds the proxy. Needs the service defaults.</summary>
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateDataAnnotations()
            .Validate(gateway => GatewayOptions.AreUrls(gateway.Sessions), "Sessions: It is not one or more URLs such as http://127.0.0.1:8082, separated by semicolons.")
            .Validate(gateway => GatewayOptions.AreUrls(gateway.Executions), "Executions: It is not one or more URLs such as http://127.0.0.1:8084, separated by semicolons.")
            .ValidateOnStart();
        services.AddSingleton<IProxyConfigProvider>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<GatewayOptions>>().Value;
            return new InMemoryConfigProvider(Routes.All, Routes.Clusters(options));
        });
        services.AddSingleton<IPassiveHealthCheckPolicy, ReplicaHealth>();
        services.AddReverseProxy().AddTransforms(ReplicaHealth.NoteLeaving).ConfigureHttpClient((_, http) =>
        {
            http.ConnectTimeout = TimeSpan.FromSeconds(2);
            http.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1); // before a service that stops closes it: ShutdownOptions.LetGoTime
        });
        services.AddHttpClient<UpstreamHealth>(http => http.Timeout = TimeSpan.FromSeconds(2));
        services.AddHealthChecks().AddCheck<UpstreamHealth>("upstreams", tags: ["ready"]);
        return builder;
    }

    /// <summary>Maps the routes of <see cref="Routes"/>, <c>/openapi/v1.json</c> and <c>/scalar</c>. Nothing else is reachable from outside.</summary>
    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder app)
    {
        app.MapApiReference();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(GatewayProblems.ExplainAsync);
            proxy.Use(Failover.TryOthersAsync);
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        return app;
    }
}
