using System.Data.Common;
using CodeExec.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CodeExec.ExecutionService.Audit;

/// <summary>The audit on PostgreSQL.</summary>
internal static class AuditDatabase
{
    // Seconds to connect or to get a pooled connection: a read must say within 2 s that the database is down.
    private const int ConnectTimeoutSeconds = 2;

    public static void UsePostgres(IServiceProvider services, DbContextOptionsBuilder audit) =>
        audit.UsePostgres(services.GetRequiredService<IOptions<AuditOptions>>().Value.ConnectionString);

    public static DbContextOptionsBuilder UsePostgres(this DbContextOptionsBuilder audit, string connectionString) => audit
        .UseNpgsql(
            new NpgsqlConnectionStringBuilder(connectionString) { Timeout = ConnectTimeoutSeconds }.ConnectionString,
            postgres => postgres.MigrationsHistoryTable("__migrations", AuditDbContext.Schema))
        // What fails is thrown, and told by whoever catches it. The first migration begins with a query that fails.
        .ConfigureWarnings(events => events.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug)));

    public static bool IsConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>True when the database did not answer or has no such table yet, so that asking again may help.</summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        // The one check there is says that a month has no partition yet.
        DbException { SqlState: PostgresErrorCodes.CheckViolation } => true,
        DbException fault => !DatabaseFault.IsRefusal(fault),
        // EF Core wraps what its provider holds for transient.
        InvalidOperationException { InnerException: DbException inner } => IsOutage(inner),
        _ => false,
    };
}

/// <summary>For <c>dotnet ef</c>, which needs the provider and no database.</summary>
internal sealed class AuditDesignTime : IDesignTimeDbContextFactory<AuditDbContext>
{
    public AuditDbContext CreateDbContext(string[] args) => new(
        (DbContextOptions<AuditDbContext>)new DbContextOptionsBuilder<AuditDbContext>().UsePostgres("Host=127.0.0.1").Options);
}
