using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeExec.SessionService.Schema;

/// <summary>Ready once the tables are there. A database that is away later only degrades: languages and limits are answered without it.</summary>
internal sealed class SessionStoreHealth(SchemaMigration migration, SessionDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        !migration.IsDone ? HealthCheckResult.Unhealthy("The session schema is not there yet.")
        : await AnswersAsync(cancellationToken) ? HealthCheckResult.Healthy()
        : HealthCheckResult.Degraded("The session store does not answer; session requests get 503.");

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            return await database.AskAsync((db, token) => db.Database.CanConnectAsync(token), cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
