using System.Net;
using System.Net.Sockets;

namespace CodeExec.HarnessTests.RedisSagas;

/// <summary>Garnet inside the test's process, on a free port of loopback.</summary>
public sealed class EmbeddedGarnet : IDisposable
{
    private readonly Garnet.GarnetServer _server;

    public EmbeddedGarnet()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        // Lua's transaction mode locks a script's keys while it runs; without it a commit is not isolated.
        _server = new Garnet.GarnetServer(
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--memory", "64m", "--index", "4m", "--pubsub-pagesize", "4k", "--lua", "--lua-transaction-mode"]);
        _server.Start();
    }

    public int Port { get; }

    public void Dispose() => _server.Dispose();
}
