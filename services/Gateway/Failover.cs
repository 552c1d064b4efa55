using Yarp.ReverseProxy.Forwarder;

namespace CodeExec.Gateway;

/// <summary>Takes a request that could not be handed to one replica to the next. Nothing of it was sent, so that nothing can happen twice.</summary>
internal static class Failover
{
    public static async Task TryOthersAsync(HttpContext context, Func<Task> next)
    {
        var proxy = context.GetReverseProxyFeature();
        var untried = proxy.AllDestinations.ToList();
        await next();
        while (context.GetForwarderErrorFeature()?.DidNotArrive() is true && untried.Remove(proxy.ProxiedDestination!) && untried.Count > 0)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            proxy.AvailableDestinations = untried.ToArray();
            await next();
        }
    }
}
