using System.Diagnostics.Metrics;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>The meter <c>CodeExec.DeadLetters</c>.</summary>
internal sealed class DeadLetterMetrics
{
    private readonly Counter<long> _recorded;

    public DeadLetterMetrics(IMeterFactory meters) =>
        _recorded = meters.Create("CodeExec.DeadLetters").CreateCounter<long>("codeexec.dead_letters.recorded", "{letter}", "Dead letters kept; one that is told again counts again.");

    /// <param name="kind">One of <see cref="DeadLetterKind"/>.</param>
    public void Count(string kind) => _recorded.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
