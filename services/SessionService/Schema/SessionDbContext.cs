using System.Text.Json;
using CodeExec.SessionService.CodeSessions;
using CodeExec.SessionService.LastRun;
using CodeExec.SessionService.Runs;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.Schema;

/// <summary>
/// Schema <c>sessions</c>. The same model serves PostgreSQL and SQLite, which has no schemas and ignores the name; SQL written
/// by hand leaves it out and finds the tables by the connection's search path.
/// </summary>
internal sealed class SessionDbContext(DbContextOptions<SessionDbContext> options) : DbContext(options)
{
    public const string SchemaName = "sessions";

    public const string MigrationsTable = "schema_migrations";

    public DbSet<CodeSession> CodeSessions => Set<CodeSession>();

    public DbSet<PinnedRun> PinnedRuns => Set<PinnedRun>();

    public DbSet<LastRunRecord> LastRuns => Set<LastRunRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(SchemaName);

        modelBuilder.Entity<CodeSession>().ToTable("code_sessions").HasKey(session => session.Id);

        var pins = modelBuilder.Entity<PinnedRun>().ToTable("pinned_runs");
        pins.HasKey(run => new { run.SessionId, run.Key });
        pins.HasIndex(run => run.CreatedAt);

        // No foreign key: an event may tell of a session that this database does not have.
        modelBuilder.Entity<LastRunRecord>().ToTable("last_runs").HasKey(run => run.SessionId);

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
