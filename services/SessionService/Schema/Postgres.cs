using Microsoft.EntityFrameworkCore;
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
        database.UseNpgsql(connection.ConnectionString, npgsql => npgsql
            .MigrationsHistoryTable(SessionDbContext.MigrationsTable, SessionDbContext.SchemaName));
    }
}
