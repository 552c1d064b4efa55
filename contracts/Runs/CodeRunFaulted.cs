namespace CodeExec.Contracts.Runs;

/// <summary>An attempt failed through our fault, not the program's. Sent to ExecutionService, which tries again or gives up.</summary>
public sealed record CodeRunFaulted
{
    /// <summary>The execution this run belongs to.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>Which attempt this was, 1 to 6; 7 when a further one was refused.</summary>
    public required int Attempt { get; init; }

    /// <summary>Name of the runner process.</summary>
    public required string Runner { get; init; }

    /// <summary>When it failed, UTC, by the runner's clock.</summary>
    public required DateTimeOffset FaultedAt { get; init; }

    /// <summary>What went wrong, as a sentence for people.</summary>
    public required string Reason { get; init; }
}
