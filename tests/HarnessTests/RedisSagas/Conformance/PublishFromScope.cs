using MassTransit;

namespace CodeExec.Tests.RedisSagas;

/// <summary>Publishes through the container's endpoint instead of the saga's context, as an injected service would.</summary>
public sealed class PublishFromScope(IPublishEndpoint publisher) : IStateMachineActivity<Ticket, SpoilTicket>
{
    public void Probe(ProbeContext context) => context.CreateScope(nameof(PublishFromScope));

    public void Accept(StateMachineVisitor visitor) => visitor.Visit(this);

    public async Task Execute(BehaviorContext<Ticket, SpoilTicket> context, IBehavior<Ticket, SpoilTicket> next)
    {
        await publisher.Publish(new TicketAdded(context.Message.Id, 999));
        await next.Execute(context);
    }

    public Task Faulted<TException>(BehaviorExceptionContext<Ticket, SpoilTicket, TException> context, IBehavior<Ticket, SpoilTicket> next)
        where TException : Exception => next.Faulted(context);
}
