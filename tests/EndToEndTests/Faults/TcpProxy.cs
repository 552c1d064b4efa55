using System.Net;
using System.Net.Sockets;

namespace CodeExec.EndToEndTests.Faults;

/// <summary>A network cable between a process and a server that can be pulled: nothing passes, and neither side is told.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly int _target;
    private readonly Task _accepting;
    private TaskCompletionSource _plugged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TcpProxy(int target)
    {
        _target = target;
        _plugged.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Pull() => _plugged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Plug() => _plugged.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_over.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await _plugged.Task.WaitAsync(_over.Token);
                await server.ConnectAsync(IPAddress.Loopback, _target, _over.Token);
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone, and so the other is told.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _over.Token) is var length and > 0)
        {
            await _plugged.Task.WaitAsync(_over.Token);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _over.Token);
        }
    }
}
