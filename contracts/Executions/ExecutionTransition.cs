namespace CodeExec.Contracts.Executions;

/// <summary>One change of an execution's status.</summary>
public sealed record ExecutionTransition
{
    /// <summary>
    /// 1 for QUEUED, one more for each change after it, without gaps. An execution that the store lost is the exception: its FAILED is 3, even
    /// if it is not known that it started.
    /// </summary>
    public required int Seq { get; init; }

    /// <summary>The <see cref="ExecutionStatus"/> entered.</summary>
    public required string Status { get; init; }

    /// <summary>When it was entered, UTC, by the clock of the process that caused it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The attempt that caused it, from 1. Null when no runner was involved.</summary>
    public int? Attempt { get; init; }

    /// <summary>The runner that caused it. Null when none was involved.</summary>
    public string? Runner { get; init; }

    /// <summary>Why, for FAILED and TIMEOUT: a sentence for people.</summary>
    public string? Reason { get; init; }
}
