using CodeExec.ExecutionService.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>Dead letters on PostgreSQL: the audit's database, a schema of their own.</summary>
internal static class DeadLetterDatabase
{
    public static void UsePostgres(IServiceProvider services, DbContextOptionsBuilder letters) =>
        letters.UsePostgres(services.GetRequiredService<IOptions<AuditOptions>>().Value.ConnectionString);

    public static DbContextOptionsBuilder UsePostgres(this DbContextOptionsBuilder letters, string connectionString) => letters
        .UseNpgsql(
            AuditDatabase.WithTimeLimits(connectionString),
            postgres => postgres.MigrationsHistoryTable("__migrations", DeadLetterDbContext.Schema))
        // What fails is thrown, and told by whoever catches it. The first migration begins with a query that fails.
        .ConfigureWarnings(events => events.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug)));

    /// <summary>True when asking again may help; see <see cref="AuditDatabase.IsOutage"/>.</summary>
    public static bool IsOutage(Exception exception) =>
        AuditDatabase.IsOutage(exception is DbUpdateException { InnerException: { } inner } ? inner : exception);
}

/// <summary>For <c>dotnet ef</c>, which needs the provider and no database.</summary>
internal sealed class DeadLetterDesignTime : IDesignTimeDbContextFactory<DeadLetterDbContext>
{
    public DeadLetterDbContext CreateDbContext(string[] args) => new(
        (DbContextOptions<DeadLetterDbContext>)new DbContextOptionsBuilder<DeadLetterDbContext>().UsePostgres("Host=127.0.0.1").Options);
}
