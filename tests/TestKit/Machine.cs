using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace CodeExec.TestKit;

/// <summary>What tests need to know of the machine they run on.</summary>
public static class Machine
{
    private static readonly ConcurrentDictionary<int, bool> PortsGiven = [];

    /// <summary>
    /// A TCP port of 127.0.0.1 that was free a moment ago, that no outgoing connection takes meanwhile, and no other test of this process:
    /// whoever listens there may be killed and started again.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            // Below Linux's ephemeral ports, which begin at 32768; above those of well-known servers.
            var port = RandomNumberGenerator.GetInt32(12_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                if (PortsGiven.TryAdd(port, true))
                {
                    return port;
                }
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }
    }

    /// <summary>A new empty directory for one test.</summary>
    public static string TemporaryDirectory(string name) => Directory.CreateTempSubdirectory($"codeexec-{name}-").FullName;

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Full path of a program, looked for where Debian puts servers too.</summary>
    /// <exception cref="InvalidOperationException">It is not installed. A missing server fails a test; it never skips one.</exception>
    public static string Find(string program)
    {
        var postgres = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending() : Enumerable.Empty<string>();
        string[] places =
        [
            .. postgres.Select(version => $"{version}/bin"), "/usr/lib/rabbitmq/bin", "/usr/bin", "/usr/sbin", "/bin",
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'),
        ];
        return places.Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{program} is not installed. ./test installs what the tests need.");
    }

    /// <summary>True when something listens at the port and <paramref name="talk"/> likes what it says.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Anything that goes wrong means not yet.")]
    public static async Task<bool> AnswersAsync(int port, Func<NetworkStream, CancellationToken, Task<bool>> talk, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return await talk(client.GetStream(), cancellation);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CodeExec.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from within the repository.");
    }
}
