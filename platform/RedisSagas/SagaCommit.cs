namespace CodeExec.RedisSagas;

/// <summary>What one transition changes.</summary>
internal sealed record SagaCommit
{
    public required Guid Id { get; init; }

    /// <summary>The message consumed; null when it has no id, and so cannot be recognised again.</summary>
    public required Guid? MessageId { get; init; }

    /// <summary>The version that was read; the commit writes the next one.</summary>
    public required int Version { get; init; }

    public required byte[] State { get; init; }

    public required bool Finished { get; init; }

    public required IReadOnlyList<OutgoingMessage> Messages { get; init; }

    /// <summary>Fields of the timers that the transition cancelled, and of the one whose message it consumed. Each once.</summary>
    public required IReadOnlyList<string> EndedTimers { get; init; }
}
