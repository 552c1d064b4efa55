using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace CodeExec.Standalone;

/// <summary>
/// A redis-server of this host's own, on a unix socket in the data directory; started again when it dies, gone when the
/// host is. Decision record 0012 says why it is not in the process.
/// </summary>
internal sealed class PrivateRedis : IDisposable
{
    private static readonly (string Program, string DebianPackage)[] Needed =
        [("setsid", "util-linux"), ("setpriv", "util-linux"), ("flock", "util-linux"), ("redis-server", "redis-server")];

    // sun_path of unix(7), without its closing NUL.
    private const int LongestSocketPath = 107;

    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    // Loading takes about a second for each 100 MB of log.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProcessStartInfo _start;
    private readonly Thread _supervisor;
    private readonly string _socket;
    private readonly string _log;

    private PrivateRedis(DataDirectory data, long memoryBytes)
    {
        _socket = data.PathOf("redis.sock");
        _log = data.PathOf("redis.log");
        if (Needed.FirstOrDefault(needed => !IsInstalled(needed.Program)) is { Program: not null } missing)
        {
            throw new SetupException($"{missing.Program} is not installed. Install it: apt-get install {missing.DebianPackage}");
        }

        if (Encoding.UTF8.GetByteCount(_socket) > LongestSocketPath)
        {
            throw new SetupException(
                $"{_socket} is too long for a unix socket, which may have {LongestSocketPath} bytes. Choose a shorter path with --data.");
        }

        // The last host's server may live a moment longer than that host: it shall not be taken for ours.
        File.Delete(_socket);

        // setsid: Ctrl-C in a terminal is for the host, which still needs Redis while it drains.
        // setpriv: it must not outlive the host, however that ends. It holds the lock until it is gone, so that the next
        // host's server never opens a log that this one still writes.
        _start = new ProcessStartInfo("setsid",
        [
            "setpriv", "--pdeathsig", "KILL", "flock", "--no-fork", "--wait", "30", data.PathOf("redis.lock"), "redis-server",
            "--port", "0", "--unixsocket", _socket, "--unixsocketperm", "700", "--dir", data.Path, "--logfile", _log,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
            "--maxmemory", $"{memoryBytes}", "--maxmemory-policy", "noeviction",
        ]);

        // The signal of setpriv comes when the thread that forked ends, so that thread has to last as long as the process.
        _supervisor = new Thread(Supervise) { Name = "redis supervisor", IsBackground = true };
    }

    /// <summary>Connection in StackExchange.Redis form.</summary>
    public string Configuration => $"!{_socket}";

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="SetupException">It does not start.</exception>
    public static async Task<PrivateRedis> StartAsync(DataDirectory data, long memoryBytes)
    {
        var redis = new PrivateRedis(data, memoryBytes);
        redis._supervisor.Start();
        try
        {
            await redis.WaitUntilItAnswersAsync();
            return redis;
        }
        catch
        {
            redis.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _supervisor.Join();
        _stopping.Dispose();
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private void Supervise()
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var server = Process.Start(_start)!;
            // Killed, not asked: what it has acknowledged is on the disk.
            using (_stopping.Token.Register(server.Kill))
            {
                server.WaitForExit();
            }

            _ended.TrySetResult(server.ExitCode);
            _stopping.Token.WaitHandle.WaitOne(RestartPause);
        }
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await AnswersAsync())
        {
            if (_ended.Task.IsCompleted)
            {
                throw new SetupException($"redis-server ended with exit code {await _ended.Task}; {_log} says why.");
            }

            if (late.IsCancellationRequested)
            {
                throw new SetupException($"redis-server was not ready within {Patience.TotalSeconds} s; {_log} says why.");
            }

            await pause.WaitForNextTickAsync();
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
            await socket.SendAsync("PING\r\n"u8.ToArray());
            var answer = new byte[64];
            var length = await socket.ReceiveAsync(answer);
            return answer.AsSpan(0, length).StartsWith("+PONG"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
