using CodeExec.RunnerService.Sandbox.Bubblewrap;

namespace CodeExec.RunnerService.Sandbox;

/// <summary>
/// One thread a slot, which runs one program at a time and lives as long as this object: what it spawns dies with the thread and not with
/// the process (prctl(2), PR_SET_PDEATHSIG).
/// </summary>
internal sealed class SlotThreads<TSlot> where TSlot : class, IDisposable
{
    private static readonly TimeSpan RestEvery = TimeSpan.FromSeconds(1);

    // To clear up takes the cores that are about to tell the result; it has time until the next run.
    private static readonly TimeSpan RestAfter = TimeSpan.FromMilliseconds(5);

    private readonly RunQueue<Pending> _pending = new();
    private readonly Thread[] _threads;
    private readonly Action<TSlot> _rest;

    private sealed record Pending(Func<TSlot, SandboxResult> Run, TaskCompletionSource<SandboxResult> Result, CancellationToken Cancellation);

    /// <param name="count">How many there are.</param>
    /// <param name="make">Makes what runs programs, by its number, on its own thread.</param>
    /// <param name="rest">Called after each run and every second without one.</param>
    public SlotThreads(int count, Func<int, TSlot> make, Action<TSlot> rest)
    {
        _rest = rest;
        _threads = [.. Enumerable.Range(0, count).Select(number => new Thread(() => Serve(make(number))) { IsBackground = true, Name = $"sandbox {number}" })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>Waits for a free slot and runs there.</summary>
    /// <exception cref="ArgumentException">The job cannot be handed to a program.</exception>
    public Task<SandboxResult> RunAsync(SandboxJob job, Func<TSlot, SandboxResult> run, CancellationToken cancellation)
    {
        SandboxJobRules.Check(job);
        var result = new TaskCompletionSource<SandboxResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending.Add(new Pending(run, result, cancellation));
        return result.Task;
    }

    /// <summary>Ends them, after the runs that were asked for.</summary>
    public void Join()
    {
        _pending.Close();
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Serve(TSlot slot)
    {
        using (slot)
        {
            while (!_pending.IsOver)
            {
                if (_pending.Take(RestEvery) is { } run)
                {
                    Serve(slot, run);
                    _pending.WaitForOne(RestAfter);
                }

                _rest(slot);
            }
        }
    }

    private static void Serve(TSlot slot, Pending run)
    {
        try
        {
            run.Cancellation.ThrowIfCancellationRequested();
            run.Result.SetResult(run.Run(slot));
        }
        catch (OperationCanceledException e)
        {
            run.Result.SetCanceled(e.CancellationToken);
        }
        catch (Exception e) // the thread serves the next run; whoever awaits this one gets the exception
        {
            run.Result.SetException(e);
        }
    }
}
