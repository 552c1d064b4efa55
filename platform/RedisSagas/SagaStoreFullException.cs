namespace MassTransit;

/// <summary>A new saga was refused because Redis has reached its <c>maxmemory</c>. Not tried again: its message faults at once.</summary>
/// <param name="sagaType">The saga's type.</param>
/// <param name="correlationId">The saga.</param>
/// <param name="refusal">What Redis said.</param>
public sealed class SagaStoreFullException(Type sagaType, Guid correlationId, Exception refusal)
    : SagaException("Redis has no room for a new saga", sagaType, typeof(object), correlationId, refusal);
