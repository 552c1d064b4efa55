using MassTransit;

namespace CodeExec.RedisSagas;

/// <summary>
/// Names, in a timer's message, the saga that keeps it: there it stays, and is delivered again, until the message is consumed. Only
/// what a saga schedules to its own queue is such a timer; nobody would say when another's was consumed.
/// </summary>
internal readonly record struct SagaTimer(Guid SagaId, Guid Token)
{
    public const string Header = "CodeExec-Saga-Timer";

    public string Field => SagaFields.Timer(Token);

    /// <returns>Null when the message is no such timer.</returns>
    public static SagaTimer? Of(ConsumeContext consumed) =>
        consumed.Headers.Get<string>(Header)?.Split('/') is [var saga, var token]
        && Guid.TryParseExact(saga, "N", out var sagaId) && Guid.TryParseExact(token, "N", out var tokenId)
            ? new SagaTimer(sagaId, tokenId)
            : null;

    public override string ToString() => $"{SagaId:N}/{Token:N}";
}
