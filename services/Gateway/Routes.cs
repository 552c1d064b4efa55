using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace CodeExec.Gateway;

/// <summary>Which paths go where. What is not here is a 404, the services' management above all.</summary>
internal static class Routes
{
    private const string Sessions = "sessions";
    private const string Executions = "executions";

    public static IReadOnlyList<RouteConfig> All { get; } =
    [
        Route("/code-sessions/{**rest}", Sessions),
        Route("/languages", Sessions),
        Route("/limits", Sessions),
        Route("/executions/{**rest}", Executions),
    ];

    public static IReadOnlyList<ClusterConfig> Clusters(GatewayOptions options) =>
    [
        Cluster(Sessions, options.Sessions, options.Timeout),
        Cluster(Executions, options.Executions, options.Timeout),
    ];

    private static RouteConfig Route(string path, string cluster) =>
        new() { RouteId = path, ClusterId = cluster, Match = new RouteMatch { Path = path } };

    private static ClusterConfig Cluster(string name, string addresses, TimeSpan timeout) => new()
    {
        ClusterId = name,
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        Destinations = GatewayOptions.Split(addresses).ToDictionary(address => address, address => new DestinationConfig { Address = address }),
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = timeout },
        HealthCheck = new HealthCheckConfig
        {
            // A replica that is down gets no requests for some seconds; when all are down each request tries again.
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            Passive = new PassiveHealthCheckConfig
            {
                Enabled = true,
                Policy = nameof(ReplicaHealth),
                ReactivationPeriod = TimeSpan.FromSeconds(5),
            },
        },
    };
}
