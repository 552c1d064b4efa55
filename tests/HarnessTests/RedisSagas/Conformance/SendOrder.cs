using MassTransit;

namespace CodeExec.Tests.RedisSagas;

/// <summary>In which order deliveries began and ended, by destination.</summary>
internal sealed class SendOrder : ISendObserver
{
    private readonly Lock _lock = new();
    private readonly List<(bool Ended, string Destination)> _events = [];

    public IReadOnlyList<string> Finished
    {
        get
        {
            lock (_lock)
            {
                return [.. _events.Where(send => send.Ended).Select(send => send.Destination)];
            }
        }
    }

    public bool StartedWhenAllOthersFinished(int last)
    {
        lock (_lock)
        {
            var lastStart = _events.FindLastIndex(send => !send.Ended);
            return _events.Take(lastStart).Count(send => send.Ended) == _events.Count(send => send.Ended) - last;
        }
    }

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Record(false, context);

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Record(true, context);

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private Task Record(bool ended, SendContext context)
    {
        lock (_lock)
        {
            _events.Add((ended, context.DestinationAddress!.ToString()));
        }

        return Task.CompletedTask;
    }
}
