using MassTransit;

namespace CodeExec.Tests.RedisSagas;

public sealed class TicketStateMachine : MassTransitStateMachine<Ticket>
{
    /// <summary>A send that the transition started and did not await; it goes on when the test lets it.</summary>
    public static readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, (TaskCompletionSource Go, Task Leak)> Leaks = new();

    public TicketStateMachine()
    {
        InstanceState(ticket => ticket.CurrentState);
        Event(() => Open, e => e.CorrelateById(context => context.Message.Id));
        Event(() => Added, e =>
        {
            e.CorrelateById(context => context.Message.Id);
            e.OnMissingInstance(missing => missing.ExecuteAsync(context => context.Publish(new TicketMissing(context.Message.Id))));
        });
        Event(() => Spoil, e => e.CorrelateById(context => context.Message.Id));
        Event(() => Leak, e => e.CorrelateById(context => context.Message.Id));
        Event(() => Juggle, e => e.CorrelateById(context => context.Message.Id));
        Event(() => Cancel, e => e.CorrelateById(context => context.Message.Id));
        Event(() => Close, e => e.CorrelateById(context => context.Message.Id));
        Schedule(() => Reminder, ticket => ticket.ReminderToken, s => s.Received = e => e.CorrelateById(context => context.Message.Id));

        Initially(
            When(Open)
                .If(context => context.Message.RemindAfter is not null, remind => remind
                    .Schedule(Reminder, context => new RemindTicket(context.Saga.CorrelationId), context => context.Message.RemindAfter!.Value))
                .TransitionTo(Active)
                .Respond(context => new OpenAnswer(context.Saga.CorrelationId, "new"))
                .Send(new Uri("queue:ticket-record"), context => new WorkOnTicket(context.Saga.CorrelationId))
                .Publish(context => new TicketOpened(context.Saga.CorrelationId)),
            When(Juggle)
                .Publish(context => new TicketOpened(context.Saga.CorrelationId))
                .Schedule(Reminder, context => new RemindTicket(context.Saga.CorrelationId), _ => TimeSpan.FromHours(1))
                .Publish(context => new TicketAdded(context.Saga.CorrelationId, 1))
                .Unschedule(Reminder)
                .Publish(context => new TicketAdded(context.Saga.CorrelationId, 2))
                .TransitionTo(Active));

        During(Active,
            When(Open).Respond(context => new OpenAnswer(context.Saga.CorrelationId, context.Saga.CurrentState)),
            When(Added)
                .Then(context => context.Saga.Additions++)
                .Publish(context => new TicketAdded(context.Saga.CorrelationId, context.Saga.Additions)),
            When(Spoil)
                .Then(context => context.Saga.Additions = 1000)
                .Activity(selector => selector.OfType<PublishFromScope>())
                .Publish(context => new TicketAdded(context.Saga.CorrelationId, 1000))
                .Then(context => throw new InvalidOperationException("spoilt on purpose")),
            When(Leak)
                .Then(context => context.Saga.Additions++)
                .Then(StartLeak),
            When(Cancel).Unschedule(Reminder),
            When(Reminder.Received).Publish(context => new TicketReminded(context.Saga.CorrelationId)),
            When(Close)
                .TransitionTo(Closed)
                .Publish(context => new TicketClosed(context.Saga.CorrelationId)));

        During(Closed, Ignore(Added), Ignore(Reminder.Received));
    }

    public State Active { get; } = null!;

    public State Closed { get; } = null!;

    public Event<OpenTicket> Open { get; } = null!;

    public Event<AddToTicket> Added { get; } = null!;

    public Event<SpoilTicket> Spoil { get; } = null!;

    public Event<LeakFromTicket> Leak { get; } = null!;

    public Event<JuggleTicket> Juggle { get; } = null!;

    public Event<CancelReminder> Cancel { get; } = null!;

    public Event<CloseTicket> Close { get; } = null!;

    public Schedule<Ticket, RemindTicket> Reminder { get; } = null!;

    private static void StartLeak(BehaviorContext<Ticket, LeakFromTicket> context)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async Task SendLaterAsync()
        {
            await go.Task;
            await context.Publish(new TicketAdded(context.Message.Id, -1));
        }

        Leaks[context.Message.Id] = (go, SendLaterAsync());
    }
}
