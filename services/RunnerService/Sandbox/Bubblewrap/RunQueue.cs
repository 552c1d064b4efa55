namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>
/// Runs that wait for a slot. Its threads sleep when there are none; a BlockingCollection's spin first, on the very cores that the program
/// of the run before is ending on.
/// </summary>
internal sealed class RunQueue<T> where T : class
{
    private readonly Queue<T> _waiting = [];
    private bool _closed;

    /// <summary>True when no more will come.</summary>
    public bool IsOver
    {
        get
        {
            lock (_waiting)
            {
                return _closed && _waiting.Count == 0;
            }
        }
    }

    public void Add(T run)
    {
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Enqueue(run);
            Monitor.Pulse(_waiting);
        }
    }

    /// <returns>Null when none came in time.</returns>
    public T? Take(TimeSpan patience)
    {
        lock (_waiting)
        {
            WaitForOne(patience);
            return _waiting.TryDequeue(out var run) ? run : null;
        }
    }

    /// <summary>Returns when one waits, and after <paramref name="patience"/> in any case. Who has waited longest is told first.</summary>
    public void WaitForOne(TimeSpan patience)
    {
        lock (_waiting)
        {
            if (_waiting.Count == 0 && !_closed)
            {
                Monitor.Wait(_waiting, patience);
            }
        }
    }

    public void Close()
    {
        lock (_waiting)
        {
            _closed = true;
            Monitor.PulseAll(_waiting);
        }
    }
}
