using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace CodeExec.Gateway;

/// <summary>Takes a request that could not be handed to one replica to the next. Nothing of it was sent, so that nothing can happen twice.</summary>
internal static class Failover
{
    public static async Task TryOthersAsync(HttpContext context, Func<Task> next)
    {
        var proxy = context.GetReverseProxyFeature();
        await next();
        List<DestinationState>? untried = null;
        while (context.GetForwarderErrorFeature()?.DidNotArrive() is true
            && (untried ??= [.. proxy.AllDestinations]).Remove(proxy.ProxiedDestination!) && untried.Count > 0)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            proxy.AvailableDestinations = untried.ToArray();
            await next();
        }
    }
}
