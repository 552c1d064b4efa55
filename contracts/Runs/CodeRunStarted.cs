namespace CodeExec.Contracts.Runs;

/// <summary>A runner has claimed a run and started its program some 25 ms ago. Sent to ExecutionService.</summary>
/// <remarks>Not sent for a run that is over by then. May arrive late, twice or not at all; <see cref="CodeRunFinished"/> says the same again.</remarks>
public sealed record CodeRunStarted
{
    /// <summary>The execution this run belongs to.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>Which attempt this is, 1 to 6, counted by the claim.</summary>
    public required int Attempt { get; init; }

    /// <summary>Name of the runner process.</summary>
    public required string Runner { get; init; }

    /// <summary>When the program was started, UTC, by the runner's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
