using System.Diagnostics.Metrics;
using CodeExec.RunStore;

namespace CodeExec.ExecutionService.Backlog;

/// <summary>The meter <c>CodeExec.Backlog</c>: what Redis holds. Every replica says the same; take the largest.</summary>
internal sealed class BacklogMetrics
{
    private readonly Gauge<long> _unfinished;
    private readonly Gauge<long> _unrecorded;
    private readonly Gauge<long> _used;
    private readonly Gauge<long> _budget;

    public BacklogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("CodeExec.Backlog");
        _unfinished = meter.CreateGauge<long>("codeexec.backlog.unfinished", "{execution}", "Executions that wait or run.");
        _unrecorded = meter.CreateGauge<long>("codeexec.backlog.unrecorded", "{execution}", "Ended executions that the audit or the dead letters have not confirmed.");
        _used = meter.CreateGauge<long>("codeexec.backlog.memory", "By", "Memory that the fullest Redis uses.");
        _budget = meter.CreateGauge<long>("codeexec.backlog.memory_budget", "By", "Memory from which on new runs are refused. None without a maxmemory.");
    }

    public void Record(BacklogStatus status, long unrecorded)
    {
        _unfinished.Record(status.Unfinished);
        _unrecorded.Record(unrecorded);
        _used.Record(status.UsedBytes);
        if (status.BudgetBytes is { } budget)
        {
            _budget.Record(budget);
        }
    }
}
