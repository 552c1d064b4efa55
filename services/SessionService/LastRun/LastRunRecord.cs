using CodeExec.Contracts.Executions;

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

    /// <param name="session">Whose run it was.</param>
    /// <param name="execution">The run.</param>
    /// <param name="transitions">From QUEUED to its end.</param>
    public static LastRunRecord Of(Guid session, Guid execution, IReadOnlyList<ExecutionTransition> transitions) => new()
    {
        SessionId = session,
        ExecutionId = execution,
        Status = transitions[^1].Status,
        QueuedAt = transitions[0].At.ToUniversalTime(),
        EndedAt = transitions[^1].At.ToUniversalTime(),
    };
}
