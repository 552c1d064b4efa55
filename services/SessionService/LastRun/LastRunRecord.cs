namespace CodeExec.SessionService.LastRun;

/// <summary>The run of a session that was asked for last, of those that have ended.</summary>
internal sealed class LastRunRecord
{
    public required Guid SessionId { get; init; }

    public required Guid ExecutionId { get; init; }

    public required string Status { get; init; }

    /// <summary>When it was asked for; decides which run is the last.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }
}
