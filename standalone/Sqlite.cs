using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CodeExec.Standalone;

/// <summary>The services' tables as SQLite files, with this assembly's migrations and triggers. EF Core creates them in WAL mode.</summary>
internal static class Sqlite
{
    private static readonly BusyTimeout Waiting = new();

    public static DbContextOptionsBuilder UseSqliteFile(this DbContextOptionsBuilder database, string path) => database
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString, sqlite => sqlite.MigrationsAssembly(typeof(Sqlite).Assembly))
        .AddInterceptors(Waiting)
        // Schemas are PostgreSQL's; here each has a file of its own.
        .ConfigureWarnings(warnings => warnings.Ignore(SqliteEventId.SchemaConfiguredWarning));

    // Two writers take turns in SQLite. Its own waiting begins with 1 ms; the provider's is a fixed 150 ms.
    private sealed class BusyTimeout : DbConnectionInterceptor
    {
        private const string Command = "PRAGMA busy_timeout = 10000";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Command;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Command;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
