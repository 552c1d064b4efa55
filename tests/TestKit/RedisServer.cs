using System.Text;
using Xunit;

namespace CodeExec.TestKit;

/// <summary>A redis-server of its own on a free port, with the durability that is shipped: AOF on every write, never evicting.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly string _directory = Machine.TemporaryDirectory("redis");

    /// <summary>The port it listens on; the same after a restart.</summary>
    public int Port { get; } = Machine.FreePort();

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>The process, for faults.</summary>
    public ChildProcess Process { get; private set; } = null!;

    /// <summary>Options beyond the shipped ones, such as <c>--maxmemory 64mb</c>.</summary>
    public IReadOnlyList<string> ExtraOptions { get; init; } = [];

    /// <inheritdoc/>
    public Task InitializeAsync() => StartAsync();

    /// <summary>Starts it, or starts it again on the same data.</summary>
    public async Task StartAsync()
    {
        Process = await ChildProcess.StartAsync(Path.Combine(_directory, "log"),
        [
            Machine.Find("redis-server"), "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory,
            "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", "", .. ExtraOptions,
        ]);
        await Process.WaitUntilAsync(cancellation => Machine.AnswersAsync(Port, PingAsync, cancellation), TimeSpan.FromSeconds(20));
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync() => await Process.DisposeAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<bool> PingAsync(Stream stream, CancellationToken cancellation)
    {
        await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellation);
        var answer = new byte[64];
        var length = await stream.ReadAsync(answer, cancellation);
        return Encoding.ASCII.GetString(answer, 0, length).StartsWith("+PONG", StringComparison.Ordinal);
    }
}
