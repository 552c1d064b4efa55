using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeExec.RunnerService;

/// <summary>Whether this runner takes work; if not, why and what to grant.</summary>
internal sealed class RunnerReadiness : IHealthCheck
{
    private volatile string? _hindrance = "The sandbox is being tested and toolchains are being prepared.";

    public void Ready() => _hindrance = null;

    public void Refuse(string reason) => _hindrance = reason;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_hindrance is { } hindrance ? HealthCheckResult.Unhealthy(hindrance) : HealthCheckResult.Healthy());
}
