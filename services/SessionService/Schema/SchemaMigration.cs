using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.Schema;

/// <summary>Brings the database up to this version at start; tries again while it is away. Replicas may do so at once: EF Core locks.</summary>
internal sealed partial class SchemaMigration(IDbContextFactory<SessionDbContext> contexts, TimeProvider clock, ILogger<SchemaMigration> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>True once the tables are there.</summary>
    public bool IsDone { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryMigrateAsync(stoppingToken))
        {
            await Task.Delay(Pause, clock, stoppingToken);
        }

        IsDone = true;
    }

    private async Task<bool> TryMigrateAsync(CancellationToken cancellation)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
            await db.Database.MigrateAsync(cancellation);
            return true;
        }
        catch (Exception e) when (e is DbException or InvalidOperationException { InnerException: DbException })
        {
            LogMigrationFailed(e);
            return false;
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "The session schema could not be brought up to date; trying again")]
    private partial void LogMigrationFailed(Exception exception);
}
