namespace CodeExec.RedisSagas;

/// <summary>
/// Lets messages to one saga pass one after the other within this process, so that only other processes can conflict.
/// Sagas share locks by hash: a saga may wait for another, never for itself.
/// </summary>
internal sealed class SagaLocks<TSaga>
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 1024).Select(_ => new SemaphoreSlim(1))];

    public async Task<Held> EnterAsync(Guid id, CancellationToken cancellation)
    {
        var entered = _locks[(uint)id.GetHashCode() % _locks.Length];
        await entered.WaitAsync(cancellation).ConfigureAwait(false);
        return new Held(entered);
    }

    public readonly struct Held(SemaphoreSlim entered) : IDisposable
    {
        public void Dispose() => entered.Release();
    }
}
