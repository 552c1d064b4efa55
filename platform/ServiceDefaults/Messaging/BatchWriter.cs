using System.Threading.Channels;

namespace CodeExec.ServiceDefaults;

/// <summary>Gathers what consumers bring and records it in few transactions; each consumer waits for the commit of its own.</summary>
/// <typeparam name="T">What they bring.</typeparam>
public abstract class BatchWriter<T> : IAsyncDisposable
{
    /// <summary>The most that one transaction records.</summary>
    public const int MaxBatch = 100;

    // Where many come, a full batch does not wait any longer.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<IReadOnlyList<T>, CancellationToken, Task> _record;
    private readonly Func<Exception, bool> _isOutage;
    private readonly TimeSpan _linger;
    private readonly TimeProvider _clock;
    private readonly Task _writing;
    private int _waiting;

    /// <param name="record">Records all that it is given, or nothing.</param>
    /// <param name="isOutage">Whether a failure is that of no single one.</param>
    /// <param name="linger">How long the first of a batch waits for others.</param>
    /// <param name="clock">Times that.</param>
    protected BatchWriter(Func<IReadOnlyList<T>, CancellationToken, Task> record, Func<Exception, bool> isOutage, TimeSpan linger, TimeProvider clock)
    {
        (_record, _isOutage, _linger, _clock) = (record, isOutage, linger, clock);
        // Made while the first message is consumed: what is written later must not count as that one's doing in its trace.
        using (ExecutionContext.SuppressFlow())
        {
            _writing = Task.Run(WriteAllAsync);
        }
    }

    /// <summary>Completes when it is recorded.</summary>
    public Task WriteAsync(T item, CancellationToken cancellation)
    {
        var pending = new Pending(item, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Increment(ref _waiting);
        return _pending.Writer.TryWrite(pending)
            ? pending.Recorded.Task.WaitAsync(cancellation)
            : Task.FromException(new ObjectDisposedException(GetType().Name));
    }

    /// <summary>Records what is pending.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _pending.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAllAsync()
    {
        while (await _pending.Reader.WaitToReadAsync())
        {
            for (var lingered = TimeSpan.Zero; lingered < _linger && Volatile.Read(ref _waiting) < MaxBatch; lingered += Look)
            {
                await Task.Delay(Look, _clock);
            }

            var batch = new List<Pending>(MaxBatch);
            while (batch.Count < MaxBatch && _pending.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
            }

            Interlocked.Add(ref _waiting, -batch.Count);
            await RecordAsync(batch);
        }
    }

    private async Task RecordAsync(IReadOnlyCollection<Pending> batch)
    {
        try
        {
            await _record([.. batch.Select(pending => pending.Item)], CancellationToken.None);
        }
        catch (Exception e) when (batch.Count == 1 || _isOutage(e))
        {
            foreach (var pending in batch)
            {
                pending.Recorded.SetException(e);
            }

            return;
        }
#pragma warning disable CA1031 // One of them is refused: alone, each gets its own answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            foreach (var pending in batch)
            {
                await RecordAsync([pending]);
            }

            return;
        }

        foreach (var pending in batch)
        {
            pending.Recorded.SetResult();
        }
    }

    private sealed record Pending(T Item, TaskCompletionSource Recorded);
}
