using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeExec.ExecutionService.Audit;

/// <summary>An audit that is down delays itself alone, so it never makes the service unready.</summary>
internal sealed class AuditHealth(IDbContextFactory<AuditDbContext> contexts) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var audit = await contexts.CreateDbContextAsync(cancellationToken);
        return await audit.Database.CanConnectAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("The audit's database does not answer. Runs go on; their history follows when it is back.");
    }
}
