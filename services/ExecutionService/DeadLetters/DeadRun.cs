using CodeExec.Contracts.Executions;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>What an event or the broker tells of a run that was given up; its program is found elsewhere.</summary>
internal sealed record DeadRun
{
    /// <summary>The letter's id, the same however often it is told.</summary>
    public required Guid LetterId { get; init; }

    public required Guid ExecutionId { get; init; }

    public Guid? SessionId { get; init; }

    public required string Language { get; init; }

    /// <summary>One of <see cref="DeadLetterKind"/>.</summary>
    public required string Kind { get; init; }

    public required string Reason { get; init; }

    public required int Attempts { get; init; }

    public IReadOnlyList<ExecutionTransition>? Transitions { get; init; }

    public required DateTimeOffset DiedAt { get; init; }
}
