namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>A row of <c>replays</c>: one execution started from a dead letter.</summary>
internal sealed class DeadLetterReplay
{
    /// <summary>The letter.</summary>
    public required Guid LetterId { get; init; }

    /// <summary>The Idempotency-Key; without one, the body's hash stands for it.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the body it was asked with.</summary>
    public required byte[] InputHash { get; init; }

    /// <summary>The new execution.</summary>
    public required Guid ExecutionId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was accepted: never submitted again from then on, whatever of it has expired.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }
}
