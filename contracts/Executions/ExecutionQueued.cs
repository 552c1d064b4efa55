namespace CodeExec.Contracts.Executions;

/// <summary>An execution was accepted and waits for a runner.</summary>
/// <remarks>
/// Published by ExecutionService alone, at least once; a subscriber drops what has a <see cref="Seq"/> it has seen.
/// Events may overtake each other: <see cref="Transitions"/> holds whatever came before.
/// </remarks>
public sealed record ExecutionQueued
{
    /// <summary>The execution; also the conversation's correlation id.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>The code session it was asked from.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Name of the language in the catalogue.</summary>
    public required string Language { get; init; }

    /// <summary>Number of this change of status: 1 for QUEUED, one more for each after it.</summary>
    public required int Seq { get; init; }

    /// <summary>Every change of status so far, this one last.</summary>
    public required IReadOnlyList<ExecutionTransition> Transitions { get; init; }
}
