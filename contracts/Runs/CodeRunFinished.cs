using CodeExec.Contracts.Executions;

namespace CodeExec.Contracts.Runs;

/// <summary>A program has ended by itself or at a limit. Sent to ExecutionService; the first one decides the execution.</summary>
public sealed record CodeRunFinished
{
    /// <summary>The execution this run belongs to.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>Which attempt this was, 1 to 6.</summary>
    public required int Attempt { get; init; }

    /// <summary>Name of the runner process.</summary>
    public required string Runner { get; init; }

    /// <summary>When the program was started, UTC, by the runner's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC, by the runner's clock.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How it ended and what it left.</summary>
    public required RunResult Result { get; init; }
}
