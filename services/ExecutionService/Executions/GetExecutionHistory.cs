using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.ExecutionService.Executions;

internal static class GetExecutionHistory
{
    public static async Task<Results<Ok<ExecutionHistoryResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, ExecutionReader executions, AuditStore audit, CancellationToken cancellation)
    {
        var live = await FindLiveAsync(executions, audit, id, cancellation);
        var log = await ReadLogAsync(audit, id, live, cancellation);
        var notRecordedYet = live?.Transitions.ExceptBy(log.Select(recorded => recorded.Seq), transition => transition.Seq) ?? [];
        ExecutionHistoryEntry[] entries =
        [
            .. log.Select(recorded => ExecutionHistoryEntry.From(recorded.ToTransition(), recorded.RecordedAt)),
            .. notRecordedYet.Select(transition => ExecutionHistoryEntry.From(transition, recordedAt: null)),
        ];
        return entries.Length == 0
            ? ExecutionProblems.NotFound(id)
            : TypedResults.Ok(new ExecutionHistoryResponse { ExecutionId = id, History = entries });
    }

    private static async Task<ExecutionSnapshot?> FindLiveAsync(ExecutionReader executions, AuditStore audit, Guid executionId, CancellationToken cancellation)
    {
        try
        {
            return await executions.FindLiveAsync(executionId);
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            // What has ended never changes, so the audit's word for it is enough.
            if (await audit.FindAsync(executionId, cancellation) is { IsFinished: true } ended)
            {
                return ended;
            }

            throw;
        }
    }

    private static async Task<IReadOnlyList<AuditedTransition>> ReadLogAsync(
        AuditStore audit, Guid executionId, ExecutionSnapshot? live, CancellationToken cancellation)
    {
        try
        {
            return await audit.ReadLogAsync(executionId, cancellation);
        }
        catch (Exception e) when (live is not null && AuditDatabase.IsOutage(e))
        {
            return [];
        }
    }
}

/// <summary>An execution's changes of status.</summary>
internal sealed record ExecutionHistoryResponse
{
    /// <summary>The execution.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>In order, QUEUED first.</summary>
    public required IReadOnlyList<ExecutionHistoryEntry> History { get; init; }
}

/// <summary>One change of status.</summary>
internal sealed record ExecutionHistoryEntry
{
    /// <summary>QUEUED, RUNNING, COMPLETED, FAILED or TIMEOUT.</summary>
    public required string Status { get; init; }

    /// <summary>When it was entered, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>1 for QUEUED, one more for each change after it.</summary>
    public required int Seq { get; init; }

    /// <summary>The attempt that caused it, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>The runner that caused it.</summary>
    public string? Runner { get; init; }

    /// <summary>Why, for FAILED and TIMEOUT.</summary>
    public string? Reason { get; init; }

    /// <summary>When the audit recorded it, UTC. Absent while it has not.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    public static ExecutionHistoryEntry From(ExecutionTransition transition, DateTimeOffset? recordedAt) => new()
    {
        Status = transition.Status,
        At = transition.At,
        Seq = transition.Seq,
        Attempt = transition.Attempt,
        Runner = transition.Runner,
        Reason = transition.Reason,
        RecordedAt = recordedAt,
    };
}
