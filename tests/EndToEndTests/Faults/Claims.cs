using CodeExec.TestKit;
using StackExchange.Redis;

namespace CodeExec.EndToEndTests.Faults;

/// <summary>Which runner holds a run now: what no event tells of later attempts.</summary>
internal sealed class Claims(ConnectionMultiplexer redis) : IAsyncDisposable
{
    public static async Task<Claims> ConnectAsync(RedisServer server) => new(await ConnectionMultiplexer.ConnectAsync(server.ConnectionString));

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    /// <summary>Name of the runner that makes this attempt or a later one. Null when none does.</summary>
    public async Task<string?> HolderAsync(Guid execution, int attempt)
    {
        var claim = await redis.GetDatabase().HashGetAsync($"run:{{{execution:N}}}:claim", ["attempt", "runner"]);
        return claim[0].HasValue && (int)claim[0] >= attempt ? (string?)claim[1] : null;
    }
}
