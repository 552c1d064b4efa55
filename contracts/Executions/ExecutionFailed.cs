namespace CodeExec.Contracts.Executions;

/// <summary>The service could not run an execution; the program is not to blame.</summary>
/// <remarks>
/// Published by ExecutionService alone, at least once; a subscriber drops what has a <see cref="Seq"/> it has seen.
/// Events may overtake each other: <see cref="Transitions"/> holds whatever came before.
/// </remarks>
public sealed record ExecutionFailed
{
    /// <summary>The execution; also the conversation's correlation id.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>The code session it was asked from.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Name of the language in the catalogue.</summary>
    public required string Language { get; init; }

    /// <summary>Number of this change of status: that of the last of <see cref="Transitions"/>.</summary>
    public required int Seq { get; init; }

    /// <summary>Every change of status so far, this one last.</summary>
    public required IReadOnlyList<ExecutionTransition> Transitions { get; init; }

    /// <summary>Why, as a sentence for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Attempts that were made, 0 to 6.</summary>
    public required int Attempts { get; init; }
}
