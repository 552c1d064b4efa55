using MassTransit;

namespace CodeExec.Tests.RedisSagas;

public sealed class TicketRecorder(TicketRecords records) :
    IConsumer<TicketOpened>, IConsumer<TicketAdded>, IConsumer<TicketReminded>, IConsumer<TicketClosed>, IConsumer<TicketMissing>, IConsumer<WorkOnTicket>,
    IConsumer<OpenAnswer>, IConsumer<Fault<SpoilTicket>>, IConsumer<Fault<OpenTicket>>
{
    public Task Consume(ConsumeContext<TicketOpened> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<TicketAdded> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<TicketReminded> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<TicketClosed> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<TicketMissing> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<WorkOnTicket> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<OpenAnswer> context) => RecordAsync(context, context.Message.Id);

    public Task Consume(ConsumeContext<Fault<SpoilTicket>> context) => RecordAsync(context, context.Message.Message.Id);

    public Task Consume(ConsumeContext<Fault<OpenTicket>> context) => RecordAsync(context, context.Message.Message.Id);

    private Task RecordAsync<T>(ConsumeContext<T> context, Guid id)
        where T : class
    {
        records.Add(id, context.MessageId!.Value, context.Message);
        return Task.CompletedTask;
    }
}
