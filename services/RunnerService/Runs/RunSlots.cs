using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>The programs that this process runs at once. One that runs alone takes every slot, so that it ends nobody's run but its own.</summary>
internal sealed class RunSlots(IOptions<RunnerOptions> options) : IDisposable
{
    private readonly int _all = options.Value.Slots;

    private readonly SemaphoreSlim _free = new(0);

    // First come, first served: whoever comes while one collects all slots waits behind it, and does not take what it waits for.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Lets programs run, once all is prepared for them. Until then whoever asks waits.</summary>
    public void Open() => _free.Release(_all);

    /// <summary>Waits for a slot, or with <paramref name="alone"/> for all of them; only one at a time may ask for all.</summary>
    /// <returns>Dispose it when the run is over.</returns>
    public async Task<IDisposable> TakeAsync(bool alone, CancellationToken cancellation)
    {
        var taken = new Taken(_free);
        await _turn.WaitAsync(cancellation);
        try
        {
            while (taken.Count < (alone ? _all : 1))
            {
                await _free.WaitAsync(cancellation);
                taken.Count++;
            }

            return taken;
        }
        catch (OperationCanceledException)
        {
            taken.Dispose();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _free.Dispose();
        _turn.Dispose();
    }

    private sealed class Taken(SemaphoreSlim free) : IDisposable
    {
        public int Count { get; set; }

        public void Dispose()
        {
            if (Count > 0)
            {
                free.Release(Count);
                Count = 0;
            }
        }
    }
}
