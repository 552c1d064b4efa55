using System.Diagnostics;

namespace CodeExec.Benchmarks;

/// <summary>How often something is done in a second by several at once, and what it costs; gathered over windows.</summary>
internal sealed class Rate
{
    private TimeSpan _elapsed;
    private TimeSpan _cpu;
    private TimeSpan _kernel;
    private int _count;

    public double PerSecond => _count / _elapsed.TotalSeconds;

    public TimeSpan Cpu => _cpu / _count;

    /// <summary>Of all together.</summary>
    public TimeSpan CpuOfAll => _cpu + _kernel;

    public TimeSpan CpuWithKernel => CpuOfAll / _count;

    public async Task MeasureAsync(CpuAccount account, TimeSpan window, int atOnce, Func<Task> action)
    {
        var (began, cpu, kernel) = (Stopwatch.GetTimestamp(), account.Own, CpuAccount.Kernel);
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => RepeatAsync()));
        _elapsed += Stopwatch.GetElapsedTime(began);
        _cpu += account.Own - cpu;
        _kernel += CpuAccount.Kernel - kernel;

        async Task RepeatAsync()
        {
            while (Stopwatch.GetElapsedTime(began) < window)
            {
                await action();
                Interlocked.Increment(ref _count);
            }
        }
    }
}
