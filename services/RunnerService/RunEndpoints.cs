using CodeExec.Contracts;
using CodeExec.RunnerService.Runs;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService;

/// <summary>The queues of runs that this process listens to; runs begin when <see cref="RunSlots"/> are opened.</summary>
internal sealed class RunEndpoints(IReceiveEndpointConnector bus, IOptions<RunnerOptions> options)
{
    private readonly Lock _once = new();
    private Task? _connected;

    /// <summary>Connects them, the first time, to a bus that has started. Ends once what is sent gets there.</summary>
    public Task ConnectAsync(CancellationToken cancellation)
    {
        lock (_once)
        {
            _connected ??= ConnectAllAsync();
        }

        return _connected.WaitAsync(cancellation);
    }

    private async Task ConnectAllAsync()
    {
        foreach (var name in new[] { Queues.RunCodeSuspectOf(options.Value.Pool), Queues.RunCodeOf(options.Value.Pool) })
        {
            var endpoint = bus.ConnectReceiveEndpoint(name, (context, queue) => queue.ConfigureConsumer<RunCodeConsumer>(context));
            await endpoint.Ready;
        }
    }
}
