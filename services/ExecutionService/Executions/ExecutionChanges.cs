using CodeExec.ExecutionService.Lifecycle;
using MassTransit;

namespace CodeExec.ExecutionService.Executions;

/// <summary>Tells who waits for an execution that it changed. One subscription for the whole process.</summary>
internal sealed class ExecutionChanges(IRedisSagas<ExecutionSaga> sagas) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, HashSet<Watch>> _watches = [];
    private Task<IAsyncDisposable>? _subscription;

    /// <summary>Watches one execution from now on. A change may be missed while Redis is away, so read again after a while.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    public async Task<Watch> WatchAsync(Guid executionId)
    {
        await SubscribeOnceAsync();
        var watch = new Watch(this, executionId);
        lock (_lock)
        {
            if (!_watches.TryGetValue(executionId, out var watches))
            {
                _watches.Add(executionId, watches = []);
            }

            watches.Add(watch);
        }

        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        if (_subscription is { IsCompletedSuccessfully: true } subscription)
        {
            await (await subscription).DisposeAsync();
        }
    }

    private Task<IAsyncDisposable> SubscribeOnceAsync()
    {
        lock (_lock)
        {
            // A failed first try must not stay for ever.
            return _subscription is null or { IsFaulted: true } ? _subscription = sagas.SubscribeAsync(Announce) : _subscription;
        }
    }

    private void Announce(Guid executionId, ExecutionSaga? committed)
    {
        lock (_lock)
        {
            foreach (var watch in _watches.GetValueOrDefault(executionId, []))
            {
                watch.Announce(committed);
            }
        }
    }

    private void Remove(Watch watch)
    {
        lock (_lock)
        {
            if (_watches.TryGetValue(watch.ExecutionId, out var watches) && watches.Remove(watch) && watches.Count == 0)
            {
                _watches.Remove(watch.ExecutionId);
            }
        }
    }

    internal sealed class Watch(ExecutionChanges owner, Guid executionId) : IDisposable
    {
        private TaskCompletionSource _changed = NewSignal();
        private volatile ExecutionSaga? _committed;

        public Guid ExecutionId { get; } = executionId;

        /// <summary>Returns at the next change, or at one since the last call, and in any case after <paramref name="atMost"/>.</summary>
        /// <returns>What this process has committed; null when it is to be read.</returns>
        public async Task<ExecutionSaga?> NextAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
        {
            await Task.WhenAny(_changed.Task, Task.Delay(atMost, clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
            if (!_changed.Task.IsCompleted)
            {
                return null;
            }

            // First the signal: what is announced in between is at worst told twice.
            _changed = NewSignal();
            return _committed;
        }

        public void Announce(ExecutionSaga? committed)
        {
            _committed = committed;
            _changed.TrySetResult();
        }

        public void Dispose() => owner.Remove(this);

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
