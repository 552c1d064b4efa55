using CodeExec.RunStore;
using CodeExec.ServiceDefaults;

namespace CodeExec.RunnerService.Runs;

/// <summary>Keeps a claim alive while its run lasts, and says when a newer claim has taken the run.</summary>
internal sealed class HeldClaim : IAsyncDisposable
{
    /// <summary>How long the claim of a runner that vanished blocks nobody's view of it. Renewed every third of it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _renewal;
    private readonly RunClaims _claims;
    private readonly RunClaim _claim;
    private readonly TimeProvider _clock;

    public HeldClaim(RunClaims claims, RunClaim claim, TimeProvider clock)
    {
        (_claims, _claim, _clock) = (claims, claim, clock);
        _renewal = RenewAsync();
    }

    /// <summary>Cancelled when the run belongs to another runner: its result no longer counts.</summary>
    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _renewal;
        _over.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(Lease / 3, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                if (!await TryRenewAsync())
                {
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
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
