using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CodeExec.ServiceDefaults;

/// <summary>
/// Lets clients go before the server closes: once told to stop, it asks with every answer for that connection to be closed, and serves until
/// none is open. What arrives on a connection while it is closed is lost, and its sender cannot tell whether it was done.
/// </summary>
internal sealed class ConnectionDrain(IOptions<ShutdownOptions> options, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private int _open;
    private volatile bool _stopping;

    public async Task CountAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    // HTTP/2 has a frame for it, which the server sends by itself.
    public Task AskToCloseAsync(object context)
    {
        if (_stopping && context is HttpContext { Request.Protocol: var protocol, Response: var response } && HttpProtocol.IsHttp11(protocol))
        {
            response.Headers.Connection = "close";
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        var began = time.GetTimestamp();
        while (Volatile.Read(ref _open) > 0 && time.GetElapsedTime(began) < options.Value.LetGoTime)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
