namespace CodeExec.RedisSagas;

/// <summary>
/// Names of the fields in a saga's hash. There are also <c>n</c>, the number of messages and timers outstanding,
/// <c>x</c>, the milliseconds the saga is kept when it has none, and <c>d:…</c>, how often a timer was delivered, which only the scripts
/// use.
/// </summary>
internal static class SagaFields
{
    public const string Version = "v";

    public const string State = "s";

    /// <summary>The mark of a message that was consumed.</summary>
    public static string Inbox(Guid messageId) => $"i:{messageId:N}";

    /// <summary>A message to deliver, by the message that caused it, so that a redelivery of that one finds it.</summary>
    public static string Outbox(Guid cause, int position) => $"{OutboxOf(cause)}{position:D4}";

    public static string OutboxOf(Guid cause) => $"o:{cause:N}:";

    /// <summary>Whether it is a message or a timer that is still to be delivered, or a timer to be consumed.</summary>
    public static bool IsOutstanding(string field) => field.StartsWith("o:", StringComparison.Ordinal) || field.StartsWith("t:", StringComparison.Ordinal);

    /// <summary>A timer, by its token, so that it can be cancelled without reading it.</summary>
    public static string Timer(Guid token) => $"t:{token:N}";
}
