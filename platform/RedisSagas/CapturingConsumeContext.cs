using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Scheduling;

namespace CodeExec.RedisSagas;

/// <summary>Collects whatever a transition publishes, sends, answers, schedules or cancels; nothing leaves before the commit.</summary>
internal sealed class CapturingConsumeContext<T> : ConsumeContextProxy<T>, OutboxSendContext
    where T : class
{
    private readonly IServiceProvider _services;
    private readonly ConsumeMessageSchedulerContext _scheduler;
    private readonly Guid _cause;
    private readonly Lock _lock = new();
    private readonly List<OutgoingMessage> _messages = [];
    private readonly List<string> _cancelled = [];
    private int _sent;
    private bool _closed;

    public CapturingConsumeContext(ConsumeContext<T> context, IBus bus, IServiceProvider services)
        : base(context)
    {
        _services = services;
        _cause = context.GetOriginalMessageId() ?? NewId.NextGuid();

        var receive = new OutboxReceiveContext(this, context.ReceiveContext);
        ReceiveContext = receive;
        PublishEndpointProvider = receive.PublishEndpointProvider;
        _scheduler = new ConsumeMessageSchedulerContext(this, capturing => new MessageScheduler(
            new CapturingScheduler(new DelayedScheduleMessageProvider(capturing), Cancel), bus.Topology));
    }

    /// <summary>Ends the collection: whatever is sent later throws.</summary>
    public (IReadOnlyList<OutgoingMessage> Messages, IReadOnlyList<string> CancelledTimers) Close()
    {
        lock (_lock)
        {
            _closed = true;
            return (_messages, _cancelled);
        }
    }

    public Task AddSend<TMessage>(SendContext<TMessage> context)
        where TMessage : class
    {
        context.MessageId ??= NewId.NextGuid();
        var token = context.ScheduledMessageId ?? (context.Delay is null ? null : context.MessageId);
        if (token is not null && IsOwnQueue(context.DestinationAddress))
        {
            // Before the capture: of the headers a receiver sees those that are in the body.
            context.Headers.Set(SagaTimer.Header, new SagaTimer(CorrelationId!.Value, token.Value).ToString());
        }

        var message = StoredMessage.Capture(context);
        lock (_lock)
        {
            ThrowIfClosed(typeof(TMessage).Name);
            // Counted by itself: a timer that is cancelled leaves the list, and the next message must not get the last one's field.
            _messages.Add(token is null
                ? new OutgoingMessage(SagaFields.Outbox(_cause, _sent++), message, null)
                : new OutgoingMessage(SagaFields.Timer(token.Value), message, context.Delay ?? TimeSpan.Zero));
        }

        return Task.CompletedTask;
    }

    public override bool HasPayloadType(Type payloadType) =>
        payloadType.IsInstanceOfType(_scheduler) || base.HasPayloadType(payloadType);

    public override bool TryGetPayload<TPayload>(out TPayload payload)
    {
        if (_scheduler is TPayload scheduler)
        {
            payload = scheduler;
            return true;
        }

        return base.TryGetPayload(out payload!);
    }

    public override TPayload GetOrAddPayload<TPayload>(PayloadFactory<TPayload> payloadFactory) =>
        _scheduler is TPayload scheduler ? scheduler : base.GetOrAddPayload(payloadFactory);

    public object? GetService(Type serviceType) => _services.GetService(serviceType);

    // Options such as durable may follow in one address and not in the other.
    private bool IsOwnQueue(Uri? destination) => ReceiveContext.InputAddress is { } own
        && Uri.Compare(destination, own, UriComponents.HostAndPort | UriComponents.Path, UriFormat.Unescaped, StringComparison.Ordinal) == 0;

    private void Cancel(Guid token)
    {
        lock (_lock)
        {
            ThrowIfClosed("The cancellation of a timer");
            var field = SagaFields.Timer(token);
            _messages.RemoveAll(message => message.Field == field);
            _cancelled.Add(field);
        }
    }

    // Without this a send that nobody awaited would be collected after the commit and never leave.
    private void ThrowIfClosed(string what)
    {
        if (_closed)
        {
            throw new InvalidOperationException($"{what} came after the saga was committed. Await every Send, Publish, Respond and Schedule.");
        }
    }
}
