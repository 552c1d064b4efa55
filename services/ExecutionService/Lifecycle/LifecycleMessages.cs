using CodeExec.Contracts.Executions;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>A run has waited for a runner as long as it may.</summary>
internal sealed record QueueTimeExpired
{
    public required Guid ExecutionId { get; init; }
}

/// <summary>It is time to look whether anybody runs it.</summary>
internal sealed record LeaseCheckDue
{
    public required Guid ExecutionId { get; init; }

    /// <summary>True when it was found without any timer: those that it remembers are lost.</summary>
    public bool Idle { get; init; }
}

/// <summary>The pause after a failed attempt is over.</summary>
internal sealed record BackOffEnded
{
    public required Guid ExecutionId { get; init; }
}

/// <summary>The audit knows an execution that has not ended and that the store has lost.</summary>
internal sealed record ExecutionLost
{
    public required Guid ExecutionId { get; init; }

    public required Guid SessionId { get; init; }

    public required string Language { get; init; }

    /// <summary>All that the audit knows of it; the last one is no end.</summary>
    public required IReadOnlyList<ExecutionTransition> Transitions { get; init; }
}
