namespace CodeExec.ExecutionService.Audit;

/// <summary>A row of <c>execution_log</c>, written by the trigger on <c>executions</c> alone and never changed.</summary>
internal sealed class AuditedTransition
{
    public Guid ExecutionId { get; init; }
    public int Seq { get; init; }
    public required string Status { get; init; }

    /// <summary>When the status was entered, by the event's own time.</summary>
    public DateTimeOffset At { get; init; }
    public int? Attempt { get; init; }
    public string? Runner { get; init; }
    public string? Reason { get; init; }

    /// <summary>When the trigger wrote this row, by the database's clock.</summary>
    public DateTimeOffset RecordedAt { get; init; }
}
