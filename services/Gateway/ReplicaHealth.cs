using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CodeExec.Gateway;

/// <summary>Passes over a replica for some seconds that could not be reached, or that closes its connections because it stops.</summary>
internal sealed class ReplicaHealth(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    private static readonly object Leaving = new();

    public string Name => nameof(ReplicaHealth);

    /// <summary>Remembers of a response that the replica asked for its connection to be closed.</summary>
    public static void NoteLeaving(TransformBuilderContext route) => route.AddResponseTransform(response =>
    {
        if (response.ProxyResponse?.Headers.ConnectionClose is true)
        {
            response.HttpContext.Items[Leaving] = Leaving;
        }

        return ValueTask.CompletedTask;
    });

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.Items.Remove(Leaving) || context.GetForwarderErrorFeature()?.DidNotArrive() is true)
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, cluster.Model.Config.HealthCheck!.Passive!.ReactivationPeriod!.Value);
        }
    }
}
