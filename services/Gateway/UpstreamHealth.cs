using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CodeExec.Gateway;

/// <summary>Tells which services answer. Never makes the gateway unready: a 503 with a reason serves clients better than no gateway.</summary>
internal sealed class UpstreamHealth(HttpClient http, IOptions<GatewayOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var addresses = GatewayOptions.Split(options.Value.Sessions).Concat(GatewayOptions.Split(options.Value.Executions)).ToArray();
        var answers = await Task.WhenAll(addresses.Select(address => AnswersAsync(address, cancellationToken)));
        var silent = addresses.Where((_, index) => !answers[index]).ToArray();
        return silent.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"No answer from {string.Join(", ", silent)}.");
    }

    // Any answer will do; what the service says of its own health is on its management port.
    private async Task<bool> AnswersAsync(string address, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead, cancellation);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            return false;
        }
    }
}
