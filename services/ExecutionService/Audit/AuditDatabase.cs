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
    /// <summary>Seconds for a statement that no client waits for.</summary>
    public const int PatientSeconds = 30;

    /// <summary>Seconds to connect or to get a pooled connection, and for a statement that says nothing else: clients are told in time that it is down.</summary>
    private const int Seconds = 2;

    // Npgsql asks the server to end a statement over its time and waits up to 2 s more for that, which no setting changes
    // (measured with 10.0.3). So nobody is made to wait for its end. It waits on threads of the pool, so that on a small machine
    // this time may come a second late; 3 s is what clients are promised.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    public static void UsePostgres(IServiceProvider services, DbContextOptionsBuilder audit) =>
        audit.UsePostgres(services.GetRequiredService<IOptions<AuditOptions>>().Value.ConnectionString);

    public static DbContextOptionsBuilder UsePostgres(this DbContextOptionsBuilder audit, string connectionString) => audit
        .UseNpgsql(
            WithTimeLimits(connectionString),
            postgres => postgres.MigrationsHistoryTable("__migrations", AuditDbContext.Schema))
        // What fails is thrown, and told by whoever catches it. The first migration begins with a query that fails.
        .ConfigureWarnings(events => events.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug)));

    public static string WithTimeLimits(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Timeout = Seconds,
        CommandTimeout = Seconds,
        // -1: a statement over its time ends its connection at once instead of waiting for the server to cancel it.
        CancellationTimeout = -1,
    }.ConnectionString;

    /// <summary>What a client asked for, in time or not at all.</summary>
    /// <exception cref="TimeoutException">The database took too long.</exception>
    public static Task<T> InTimeAsync<T>(this Task<T> read) => read.WaitAsync(Patience);

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
        _ => DatabaseFault.IsOutage(exception),
    };
}

/// <summary>For <c>dotnet ef</c>, which needs the provider and no database.</summary>
internal sealed class AuditDesignTime : IDesignTimeDbContextFactory<AuditDbContext>
{
    public AuditDbContext CreateDbContext(string[] args) => new(
        (DbContextOptions<AuditDbContext>)new DbContextOptionsBuilder<AuditDbContext>().UsePostgres("Host=127.0.0.1").Options);
}
