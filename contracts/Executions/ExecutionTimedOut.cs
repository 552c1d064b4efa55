namespace CodeExec.Contracts.Executions;

/// <summary>The program of an execution reached its wall-clock or CPU limit and was killed.</summary>
/// <remarks>
/// Published by ExecutionService alone, at least once; a subscriber drops what has a <see cref="Seq"/> it has seen.
/// Events may overtake each other: <see cref="Transitions"/> holds whatever came before.
/// </remarks>
public sealed record ExecutionTimedOut
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

    /// <summary>What the program left until then; its output is kept.</summary>
    public required RunResult Result { get; init; }
}
