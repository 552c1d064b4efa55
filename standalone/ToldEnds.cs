using CodeExec.ExecutionService.Audit;
using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.Standalone;

/// <summary>Tells of which ends everyone has heard: the audit, the dead letters and the session.</summary>
internal sealed class ToldEnds(
    RecordedEnds ends, IDbContextFactory<AuditDbContext> audits, IDbContextFactory<SessionDbContext> sessions)
{
    /// <returns>Those of <paramref name="executionIds"/> of whose end nobody has to be told again.</returns>
    public async Task<IReadOnlySet<Guid>> FindAsync(IReadOnlyCollection<Guid> executionIds, CancellationToken cancellation)
    {
        var recorded = await ends.FindAsync(executionIds, cancellation);
        await using var audit = await audits.CreateDbContextAsync(cancellation);
        var queued = await audit.Executions.Where(execution => recorded.Contains(execution.Id))
            .Join(audit.Log.Where(transition => transition.Seq == 1), execution => execution.Id, transition => transition.ExecutionId,
                (execution, transition) => new { execution.Id, execution.SessionId, transition.At })
            .ToListAsync(cancellation);

        var sessionIds = queued.Select(execution => execution.SessionId).Distinct().ToArray();
        await using var session = await sessions.CreateDbContextAsync(cancellation);
        var lastRuns = await session.LastRuns.Where(run => sessionIds.Contains(run.SessionId))
            .ToDictionaryAsync(run => run.SessionId, run => run.QueuedAt, cancellation);
        return queued.Where(execution => lastRuns.TryGetValue(execution.SessionId, out var last) && last >= execution.At)
            .Select(execution => execution.Id)
            .ToHashSet();
    }
}
