using System.Collections.Concurrent;
using CodeExec.Contracts.Executions;
using CodeExec.TestKit;
using MassTransit;

namespace CodeExec.EndToEndTests.Faults;

/// <summary>An end as a subscriber hears of it; the reason is that of a failure.</summary>
internal sealed record HeardEnd(int Seq, string Status, DateTimeOffset At, IReadOnlyList<ExecutionTransition> Transitions, string? Reason);

/// <summary>A stranger's service that listens to every lifecycle event, on a durable queue of its own.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<HeardEnd>> _ends = new();
    private readonly ConcurrentDictionary<Guid, bool> _started = new();
    private readonly IBusControl _bus;

    private Subscriber(RabbitMqServer broker)
    {
        Queue = $"subscriber-{Guid.NewGuid():N}";
        _bus = Bus.Factory.CreateUsingRabbitMq(transport =>
        {
            transport.Host("127.0.0.1", (ushort)broker.Port, "/", _ => { });
            transport.ReceiveEndpoint(Queue, queue =>
            {
                queue.PrefetchCount = 200;
                queue.Handler<ExecutionStarted>(Keep(_started));
                queue.Handler<ExecutionCompleted>(context => KeepAsync(context.Message.ExecutionId, context.Message.Transitions));
                queue.Handler<ExecutionTimedOut>(context => KeepAsync(context.Message.ExecutionId, context.Message.Transitions));
                queue.Handler<ExecutionFailed>(context => KeepAsync(context.Message.ExecutionId, context.Message.Transitions, context.Message.Reason));
            });
        });
    }

    public string Queue { get; }

    /// <summary>Executions that have started and not ended.</summary>
    public int Running => _started.Keys.Count(id => !_ends.ContainsKey(id));

    /// <summary>Executions that have ended.</summary>
    public int Ended => _ends.Count;

    public static async Task<Subscriber> StartAsync(RabbitMqServer broker)
    {
        var subscriber = new Subscriber(broker);
        await subscriber._bus.StartAsync();
        return subscriber;
    }

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    public bool HasEnded(Guid execution) => _ends.ContainsKey(execution);

    /// <summary>What was heard of its end, each <c>Seq</c> once and each different end.</summary>
    public IReadOnlyList<HeardEnd> EndsOf(Guid execution) =>
        _ends.TryGetValue(execution, out var ends) ? [.. ends.DistinctBy(end => (end.Seq, end.Status, end.At))] : [];

    private static MessageHandler<ExecutionStarted> Keep(ConcurrentDictionary<Guid, bool> started) => context =>
    {
        started[context.Message.ExecutionId] = true;
        return Task.CompletedTask;
    };

    private Task KeepAsync(Guid execution, IReadOnlyList<ExecutionTransition> transitions, string? reason = null)
    {
        var last = transitions[^1];
        _ends.GetOrAdd(execution, _ => []).Enqueue(new HeardEnd(last.Seq, last.Status, last.At, transitions, reason));
        return Task.CompletedTask;
    }
}
