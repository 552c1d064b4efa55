using CodeExec.ExecutionService.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>Brings the schema up to date as soon as the database can be reached, then removes what is past its retention, every hour.</summary>
internal sealed partial class DeadLetterUpkeep(
    IDbContextFactory<DeadLetterDbContext> contexts,
    DeadLetterStore letters,
    IOptions<AuditOptions> audit,
    TimeProvider clock,
    ILogger<DeadLetterUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (audit.Value.MigrateOnStart && !await TryAsync(MigrateAsync, stoppingToken))
        {
            await Task.Delay(RetryDelay, clock, stoppingToken);
        }

        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        do
        {
            await TryAsync(letters.RemoveExpiredAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await context.Database.MigrateAsync(cancellation);
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> upkeep, CancellationToken cancellation)
    {
        try
        {
            await upkeep(cancellation);
            return true;
        }
        catch (Exception e) when (DeadLetterDatabase.IsOutage(e))
        {
            LogFailed(e.Message);
            return false;
        }
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Warning, Message = "The dead letters' database could not be kept up and will be tried again: {Reason}")]
    private partial void LogFailed(string reason);
}
