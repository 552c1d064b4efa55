using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Brings the audit's schema up to date, now or whenever the database can be reached; nothing else waits for it.</summary>
internal sealed partial class AuditMigration(
    IDbContextFactory<AuditDbContext> contexts, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditMigration> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.MigrateOnStart && !await TryMigrateAsync(stoppingToken))
        {
            await Task.Delay(RetryDelay, clock, stoppingToken);
        }
    }

    private async Task<bool> TryMigrateAsync(CancellationToken cancellation)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
            await context.Database.MigrateAsync(cancellation);
            return true;
        }
        catch (Exception e) when (AuditDatabase.IsOutage(e))
        {
            LogNotMigrated(e.Message);
            return false;
        }
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "The audit's schema could not be brought up to date and will be tried again: {Reason}")]
    private partial void LogNotMigrated(string reason);
}
