using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.DeadLetters;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Tells whose end is recorded wholly: in the audit and, of a run that died, as a dead letter too, deleted since or not.</summary>
internal sealed class RecordedEnds(AuditStore audit, DeadLetterStore letters)
{
    /// <returns>Those of <paramref name="executionIds"/> of whose end nobody has to be told again.</returns>
    /// <exception cref="System.Data.Common.DbException">The database did not answer.</exception>
    public async Task<IReadOnlySet<Guid>> FindAsync(IReadOnlyCollection<Guid> executionIds, CancellationToken cancellation)
    {
        var ends = await audit.FindEndsAsync(executionIds, cancellation);
        var died = ends.Where(end => end.Value != ExecutionStatus.Completed).Select(end => end.Key).ToArray();
        var kept = await letters.FindKnownAsync(died, cancellation);
        return ends.Keys.Except(died.Except(kept)).ToHashSet();
    }
}
