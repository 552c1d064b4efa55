namespace MassTransit;

/// <summary>Another message changed the saga between read and commit; nothing was stored or sent. Try the message again.</summary>
/// <param name="sagaType">The saga's type.</param>
/// <param name="messageType">The message that came too late.</param>
/// <param name="correlationId">The saga.</param>
public sealed class SagaConflictException(Type sagaType, Type messageType, Guid correlationId)
    : SagaException("Another message changed the saga first", sagaType, messageType, correlationId);
