namespace CodeExec.RedisSagas;

/// <summary>A message of a saga's outbox.</summary>
/// <param name="Field">Where the saga's hash keeps it.</param>
/// <param name="Message">The message.</param>
/// <param name="Delay">How long after the commit it is due; null means at once.</param>
internal sealed record OutgoingMessage(string Field, StoredMessage Message, TimeSpan? Delay);
