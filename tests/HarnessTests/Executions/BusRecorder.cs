using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Scheduling;

namespace CodeExec.HarnessTests.Executions;

/// <summary>Knows when a message was consumed, and keeps what was sent, published and scheduled, in order, by execution.</summary>
internal sealed class BusRecorder : IConsumeObserver, ISendObserver, IPublishObserver
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _consumed = new();
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<object>> _sent = new();

    public IEnumerable<object> Sent(Guid executionId) => _sent.GetValueOrDefault(executionId, []);

    /// <summary>Completes when the message with this id was consumed; fails when its consumer did.</summary>
    public Task ConsumedAsync(Guid messageId) => Consumption(messageId).Task.WaitAsync(TimeSpan.FromSeconds(30));

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        Consumption(context.MessageId!.Value).TrySetResult();
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class
    {
        Consumption(context.MessageId!.Value).TrySetException(exception);
        return Task.CompletedTask;
    }

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class => KeepAsync(context.Message, context.DestinationAddress!.AbsolutePath == "/audit" ? sent => new ForAudit(sent) : null);

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => KeepAsync(context.Message);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private Task KeepAsync(object message, Func<object, object>? wrap = null)
    {
        var content = message is ScheduleMessage timer ? timer.Payload : message;
        if (content.GetType().GetProperty("ExecutionId")?.GetValue(content) is Guid executionId)
        {
            _sent.GetOrAdd(executionId, _ => new ConcurrentQueue<object>()).Enqueue(message == content ? wrap?.Invoke(message) ?? message : new Timer(content));
        }

        return Task.CompletedTask;
    }

    private TaskCompletionSource Consumption(Guid messageId) =>
        _consumed.GetOrAdd(messageId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>A message that the saga has sent to the audit alone.</summary>
internal sealed record ForAudit(object Message);

/// <summary>A message that the saga has asked for later.</summary>
internal sealed record Timer(object Message);
