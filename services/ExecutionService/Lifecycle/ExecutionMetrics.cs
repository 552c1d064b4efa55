using System.Diagnostics;
using System.Diagnostics.Metrics;
using CodeExec.Contracts.Executions;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>The meter <c>CodeExec.Executions</c>.</summary>
internal sealed class ExecutionMetrics
{
    // From a warm hello to the longest wall limit; the default buckets are made for milliseconds.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    // From the least that a run may ask for to the most that it may be given.
    private static readonly InstrumentAdvice<long> Bytes = new()
    {
        HistogramBucketBoundaries = [4L << 20, 8L << 20, 16L << 20, 32L << 20, 64L << 20, 128L << 20, 256L << 20, 512L << 20, 1L << 30, 4L << 30],
    };

    private readonly Counter<long> _finished;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _runTime;
    private readonly Histogram<double> _cpuTime;
    private readonly Histogram<long> _memory;

    public ExecutionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("CodeExec.Executions");
        _finished = meter.CreateCounter<long>("codeexec.executions.finished", "{execution}", "Executions that reached their end.");
        _queueWait = meter.CreateHistogram("codeexec.executions.queue_wait", "s", "From QUEUED to RUNNING.", advice: Seconds);
        _runTime = meter.CreateHistogram("codeexec.executions.run_time", "s", "Wall-clock time of programs.", advice: Seconds);
        _cpuTime = meter.CreateHistogram("codeexec.executions.cpu_time", "s", "CPU time of programs.", advice: Seconds);
        _memory = meter.CreateHistogram("codeexec.executions.memory", "By", "Peak memory of programs.", advice: Bytes);
    }

    public void Count(ExecutionSaga saga, ExecutionTransition entered)
    {
        var language = new KeyValuePair<string, object?>("language", saga.Submission.Language);
        if (entered.Status == ExecutionStatus.Running)
        {
            // Two machines' clocks: a small difference may come out below zero.
            _queueWait.Record(Math.Max(0, (entered.At - saga.Transitions[0].At).TotalSeconds), language);
        }
        else if (entered.Status != ExecutionStatus.Queued)
        {
            _finished.Add(1, new TagList([language, new("status", entered.Status), new("termination", saga.Result?.Termination ?? "none")]));
            if (saga.Result is { } result)
            {
                _runTime.Record(result.WallTime.TotalSeconds, language);
                if (result.CpuTime is { } cpuTime)
                {
                    _cpuTime.Record(cpuTime.TotalSeconds, language);
                }

                if (result.PeakMemoryBytes is { } memory)
                {
                    _memory.Record(memory, language);
                }
            }
        }
    }
}
