using StackExchange.Redis;

namespace CodeExec.ServiceDefaults;

/// <summary>What it looks like when Redis cannot be asked.</summary>
public static class RedisOutage
{
    /// <summary>
    /// Whether StackExchange.Redis threw it because Redis did not answer. A command that it gives up before it is written ends as if
    /// somebody had cancelled it, though it takes no token: taken for the end of whatever asked, that would stop a service. One whose answer
    /// is being read while the connection is closed may end with what the closed pipe says.
    /// </summary>
    public static bool IsRedisOutage(this Exception exception) =>
        exception is RedisException or TimeoutException or TaskCanceledException { CancellationToken.CanBeCanceled: false }
            or InvalidOperationException { Source: "System.IO.Pipelines" };
}
