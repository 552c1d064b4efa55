namespace MassTransit;

/// <summary>A new saga was refused because Redis has reached its <c>maxmemory</c>. Not tried again: its message faults at once.</summary>
/// <remarks>It holds no inner exception, for a retry that handles what Redis throws would handle this too.</remarks>
/// <param name="sagaType">The saga's type.</param>
/// <param name="correlationId">The saga.</param>
public sealed class SagaStoreFullException(Type sagaType, Guid correlationId)
    : SagaException("Redis has no room for a new saga", sagaType, typeof(object), correlationId);
