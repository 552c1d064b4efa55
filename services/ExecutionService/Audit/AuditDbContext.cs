using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.ExecutionService.Audit;

/// <summary>The audit's tables. PostgreSQL here; a host may configure another provider with migrations and triggers of its own.</summary>
internal sealed class AuditDbContext(DbContextOptions<AuditDbContext> options) : DbContext(options)
{
    public const string Schema = "audit";

    public DbSet<AuditedExecution> Executions => Set<AuditedExecution>();

    public DbSet<AuditedTransition> Log => Set<AuditedTransition>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.IsNpgsql())
        {
            modelBuilder.HasDefaultSchema(Schema);
        }

        modelBuilder.Entity<AuditedExecution>().ToTable("executions").HasKey(execution => execution.Id);
        modelBuilder.Entity<AuditedExecution>().Property(execution => execution.Id).ValueGeneratedNever();
        modelBuilder.Entity<AuditedTransition>().ToTable("execution_log").HasKey(transition => new { transition.ExecutionId, transition.Seq });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
