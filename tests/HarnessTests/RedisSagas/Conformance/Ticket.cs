using MassTransit;

namespace CodeExec.Tests.RedisSagas;

/// <summary>The saga under test: it counts, answers, sends, publishes, sets a timer and cancels it.</summary>
public sealed class Ticket : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";

    public int Additions { get; set; }

    public Guid? ReminderToken { get; set; }

    public List<TicketNote> Notes { get; set; } = [];
}

public sealed class TicketNote
{
    public string Text { get; set; } = "";
}

public sealed record OpenTicket(Guid Id, TimeSpan? RemindAfter = null);

public sealed record TicketOpened(Guid Id);

/// <summary>Published when nobody asked: the ticket was opened by a message without an address to answer to.</summary>
public sealed record OpenAnswer(Guid Id, string State);

public sealed record AddToTicket(Guid Id);

public sealed record TicketAdded(Guid Id, int Additions);

public sealed record SpoilTicket(Guid Id);

public sealed record LeakFromTicket(Guid Id);

/// <summary>Opens a ticket; between its sends it sets a timer and cancels it.</summary>
public sealed record JuggleTicket(Guid Id);

public sealed record CancelReminder(Guid Id);

public sealed record RemindTicket(Guid Id);

public sealed record TicketReminded(Guid Id);

public sealed record CloseTicket(Guid Id);

public sealed record TicketClosed(Guid Id);

public sealed record TicketMissing(Guid Id);

/// <summary>Sent by address, not published.</summary>
public sealed record WorkOnTicket(Guid Id);
