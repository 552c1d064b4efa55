using System.Threading.Channels;
using CodeExec.ExecutionService.Executions;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Gathers what the consumers bring and records it in few transactions; each consumer waits for the commit of its own.</summary>
internal sealed class AuditWriter : IAsyncDisposable
{
    private const int MaxBatch = 100;

    // Many runs' events fall within it, and often all of one run; an audit that is 200 ms late is late for nobody.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    // Where many come, a full batch does not wait any longer.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly AuditStore _store;
    private readonly TimeProvider _clock;
    private readonly Task _writing;
    private int _waiting;

    public AuditWriter(AuditStore store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        // Made while the first event is consumed: what is written later must not count as that event's doing in its trace.
        using (ExecutionContext.SuppressFlow())
        {
            _writing = Task.Run(WriteAllAsync);
        }
    }

    /// <summary>Completes when the execution is recorded.</summary>
    public Task WriteAsync(ExecutionSnapshot execution, CancellationToken cancellation)
    {
        var pending = new Pending(execution, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Increment(ref _waiting);
        return _pending.Writer.TryWrite(pending)
            ? pending.Recorded.Task.WaitAsync(cancellation)
            : Task.FromException(new ObjectDisposedException(nameof(AuditWriter)));
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAllAsync()
    {
        while (await _pending.Reader.WaitToReadAsync())
        {
            for (var lingered = TimeSpan.Zero; lingered < Linger && Volatile.Read(ref _waiting) < MaxBatch; lingered += Look)
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
            await _store.RecordAsync([.. batch.Select(pending => pending.Execution)], CancellationToken.None);
        }
        catch (Exception e) when (batch.Count == 1 || AuditDatabase.IsOutage(e))
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

    private sealed record Pending(ExecutionSnapshot Execution, TaskCompletionSource Recorded);
}
