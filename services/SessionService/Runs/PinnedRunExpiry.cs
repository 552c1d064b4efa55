using System.Data.Common;
using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.Runs;

/// <summary>Removes what an Idempotency-Key kept once it is no longer known, every hour.</summary>
internal sealed partial class PinnedRunExpiry(IDbContextFactory<SessionDbContext> contexts, TimeProvider clock, ILogger<PinnedRunExpiry> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RemoveExpiredAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or InvalidOperationException { InnerException: DbException })
            {
                LogExpiryFailed(e);
            }
        }
    }

    internal async Task RemoveExpiredAsync(CancellationToken cancellation)
    {
        var expired = clock.GetUtcNow() - PinnedRuns.Lifetime;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM pinned_runs WHERE created_at <= {expired}", cancellation);
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "Expired idempotency keys could not be removed; trying again in an hour")]
    private partial void LogExpiryFailed(Exception exception);
}
