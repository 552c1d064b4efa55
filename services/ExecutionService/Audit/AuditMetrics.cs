using System.Diagnostics.Metrics;

namespace CodeExec.ExecutionService.Audit;

/// <summary>The meter <c>CodeExec.Audit</c>.</summary>
internal sealed class AuditMetrics
{
    private readonly Histogram<double> _lag;

    public AuditMetrics(IMeterFactory meters) => _lag = meters.Create("CodeExec.Audit").CreateHistogram(
        "codeexec.audit.lag", "s", "From a change of status to the commit that records it.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600] });

    // Two machines' clocks: a small difference may come out below zero.
    public void Recorded(TimeSpan after) => _lag.Record(Math.Max(0, after.TotalSeconds));
}
