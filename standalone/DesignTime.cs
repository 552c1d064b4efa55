using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.DeadLetters;
using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CodeExec.Standalone;

/// <summary>For <c>dotnet ef migrations add</c>, which needs the provider and no database.</summary>
internal sealed class SessionsDesignTime : IDesignTimeDbContextFactory<SessionDbContext>
{
    public SessionDbContext CreateDbContext(string[] args) => new(
        (DbContextOptions<SessionDbContext>)new DbContextOptionsBuilder<SessionDbContext>().UseSqliteFile("sessions.db").Options);
}

/// <inheritdoc cref="SessionsDesignTime"/>
internal sealed class AuditDesignTime : IDesignTimeDbContextFactory<AuditDbContext>
{
    public AuditDbContext CreateDbContext(string[] args) => new(
        (DbContextOptions<AuditDbContext>)new DbContextOptionsBuilder<AuditDbContext>().UseSqliteFile("audit.db").Options);
}

/// <inheritdoc cref="SessionsDesignTime"/>
internal sealed class DeadLetterDesignTime : IDesignTimeDbContextFactory<DeadLetterDbContext>
{
    public DeadLetterDbContext CreateDbContext(string[] args) => new(
        (DbContextOptions<DeadLetterDbContext>)new DbContextOptionsBuilder<DeadLetterDbContext>().UseSqliteFile("dead-letters.db").Options);
}
