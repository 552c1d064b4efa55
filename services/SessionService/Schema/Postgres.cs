using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CodeExec.SessionService.Schema;

internal static class Postgres
{
    /// <summary>Uses the configured database with time limits that keep the promise of an answer within two seconds.</summary>
    public static void Use(IServiceProvider services, DbContextOptionsBuilder database)
    {
        var connection = new NpgsqlConnectionStringBuilder(services.GetRequiredService<IOptions<SessionOptions>>().Value.ConnectionString)
        {
            SearchPath = SessionDbContext.SchemaName,
            Timeout = 1,
            CommandTimeout = 1,
            // -1: a command over its time ends its connection at once instead of waiting for the server to cancel it.
            CancellationTimeout = -1,
        };
        // Whatever fails is thrown and logged where it is handled; the first migration asks for a table that is not there.
        database.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandError, LogLevel.Debug)));
        database.UseNpgsql(connection.ConnectionString, npgsql => npgsql
            .MigrationsHistoryTable(SessionDbContext.MigrationsTable, SessionDbContext.SchemaName));
    }

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
}
