using StackExchange.Redis;

namespace CodeExec.RedisSagas;

internal static class RedisOutage
{
    /// <summary>
    /// Whether StackExchange.Redis threw it because Redis did not answer. A command that it gives up before it is written ends as if
    /// somebody had cancelled it, though it takes no token.
    /// </summary>
    public static bool Is(Exception exception) =>
        exception is RedisException or TimeoutException or TaskCanceledException { CancellationToken.CanBeCanceled: false };
}
