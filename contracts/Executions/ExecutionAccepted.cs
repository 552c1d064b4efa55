namespace CodeExec.Contracts.Executions;

/// <summary>Answer to <see cref="SubmitExecution"/>: the execution is durable and will reach an end.</summary>
public sealed record ExecutionAccepted
{
    /// <summary>The execution that was submitted.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>Its <see cref="ExecutionStatus"/> now: QUEUED the first time, perhaps further on for a repeat.</summary>
    public required string Status { get; init; }
}
