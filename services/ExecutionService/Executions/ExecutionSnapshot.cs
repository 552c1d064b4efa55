using CodeExec.Contracts.Executions;

namespace CodeExec.ExecutionService.Executions;

/// <summary>One execution at one moment with its output in hand, whether it was read from Redis, from the audit or from an event.</summary>
internal sealed record ExecutionSnapshot
{
    public required Guid ExecutionId { get; init; }

    public required Guid SessionId { get; init; }

    public required string Language { get; init; }

    /// <summary>Every change of status so far; at least one.</summary>
    public required IReadOnlyList<ExecutionTransition> Transitions { get; init; }

    /// <summary>Null until the program ended, and for FAILED.</summary>
    public RunResult? Result { get; init; }

    /// <summary>What was kept of standard output. Null when there is no result or it is gone.</summary>
    public byte[]? Stdout { get; init; }

    /// <summary>What was kept of standard error. Null when there is no result or it is gone.</summary>
    public byte[]? Stderr { get; init; }

    /// <summary>True when its end is recorded and its output was gone by then, so that it will never be had.</summary>
    public bool OutputIsLost { get; init; }

    public ExecutionTransition Latest => Transitions[^1];

    public bool IsFinished => Latest.Status is ExecutionStatus.Completed or ExecutionStatus.Failed or ExecutionStatus.Timeout;

    /// <summary>False for a result whose output could not be read.</summary>
    public bool HasItsOutput => Result is null || (Stdout is not null && Stderr is not null);
}
