using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.DeadLetters;
using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.Standalone;

/// <summary>Brings the files up to this version before anything else starts.</summary>
internal sealed class SqliteSchema(IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await MigrateAsync(scope.ServiceProvider.GetRequiredService<SessionDbContext>(), cancellationToken);
        await MigrateAsync(scope.ServiceProvider.GetRequiredService<AuditDbContext>(), cancellationToken);
        await MigrateAsync(scope.ServiceProvider.GetRequiredService<DeadLetterDbContext>(), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task MigrateAsync(DbContext files, CancellationToken cancellation)
    {
        await files.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);

        // EF Core's lock is a row, which a host killed in a migration leaves behind and everyone then waits for, for ever.
        // The lock on the data directory is ours, so it is nobody's.
        await files.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellation);
        await files.Database.MigrateAsync(cancellation);
    }
}
