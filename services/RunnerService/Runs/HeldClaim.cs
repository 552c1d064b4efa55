using CodeExec.RunStore;
using CodeExec.ServiceDefaults;

namespace CodeExec.RunnerService.Runs;

/// <summary>Keeps a claim alive while its run lasts, and says when a newer claim has taken the run.</summary>
internal sealed class HeldClaim : IAsyncDisposable
{
    /// <summary>How long the claim of a runner that vanished blocks nobody's view of it. Renewed every third of it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _lost = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _renewal;
    private readonly RunClaims _claims;
    private readonly RunClaim _claim;

    public HeldClaim(RunClaims claims, RunClaim claim, TimeProvider clock)
    {
        (_claims, _claim, _timer) = (claims, claim, new PeriodicTimer(Lease / 3, clock));
        _renewal = RenewAsync();
    }

    /// <summary>Cancelled when the run belongs to another runner: its result no longer counts.</summary>
    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose(); // ends the wait for the next tick, without an exception
        await _renewal;
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            if (!await TryRenewAsync())
            {
                await _lost.CancelAsync();
                return;
            }
        }
    }

    // While Redis is away nobody else can claim the run either; whoever finishes first decides.
    private async Task<bool> TryRenewAsync()
    {
        try
        {
            return await _claims.RenewAsync(_claim, Lease);
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            return true;
        }
    }
}
