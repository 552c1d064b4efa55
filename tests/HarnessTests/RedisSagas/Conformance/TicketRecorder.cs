using System.Collections.Concurrent;
using MassTransit;

namespace CodeExec.Tests.RedisSagas;

/// <summary>Remembers every message that left the saga.</summary>
public sealed class TicketRecords
{
    private readonly ConcurrentQueue<(Guid Id, Guid MessageId, object Message)> _all = new();

    public void Add(Guid id, Guid messageId, object message) => _all.Enqueue((id, messageId, message));

    public IReadOnlyList<T> Of<T>(Guid id) => [.. _all.Where(record => record.Id == id).Select(record => record.Message).OfType<T>()];

    public IReadOnlyList<Guid> MessageIds(Guid id) => [.. _all.Where(record => record.Id == id).Select(record => record.MessageId)];
}

public sealed class TicketRecorder(TicketRecords records) :
    IConsumer<TicketOpened>, IConsumer<TicketAdded>, IConsumer<TicketReminded>, IConsumer<TicketClosed>, IConsumer<TicketMissing>, IConsumer<WorkOnTicket>,
    IConsumer<OpenAnswer>, IConsumer<Fault<SpoilTicket>>
{
    public Task Consume(ConsumeContext<TicketOpened> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<TicketAdded> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<TicketReminded> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<TicketClosed> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<TicketMissing> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<WorkOnTicket> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<OpenAnswer> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<Fault<SpoilTicket>> context) => RecordAsync(context, context.Message.Message.Id);

    private Task RecordAsync<T>(ConsumeContext<T> context, Guid id)
        where T : class
    {
        records.Add(id, context.MessageId!.Value, context.Message);
        return Task.CompletedTask;
    }
}
