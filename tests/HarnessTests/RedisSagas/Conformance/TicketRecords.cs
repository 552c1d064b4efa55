using System.Collections.Concurrent;

namespace CodeExec.Tests.RedisSagas;

/// <summary>Remembers every message that left the saga.</summary>
public sealed class TicketRecords
{
    private readonly ConcurrentQueue<(Guid Id, Guid MessageId, object Message)> _all = new();

    public void Add(Guid id, Guid messageId, object message) => _all.Enqueue((id, messageId, message));

    public IReadOnlyList<T> Of<T>(Guid id) => [.. _all.Where(record => record.Id == id).Select(record => record.Message).OfType<T>()];

    public Task UntilAsync(Predicate<TicketRecords> condition) => Eventually.BecomesTrueAsync(() => Task.FromResult(condition(this)));

    public IReadOnlyList<Guid> MessageIds(Guid id) => [.. _all.Where(record => record.Id == id).Select(record => record.MessageId)];
}
