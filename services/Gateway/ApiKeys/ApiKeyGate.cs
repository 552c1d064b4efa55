using System.Globalization;
using System.Threading.RateLimiting;
using CodeExec.Contracts;
using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.Gateway.ApiKeys;

/// <summary>Lets requests through that show a key, at the rate of that key, to what belongs to its tenant; and tells the services whose they are.</summary>
internal sealed class ApiKeyGate(KnownKeys keys) : IMiddleware, IDisposable
{
    private const string Scheme = "Bearer ";
    private const int LongestKey = 512;

    // Another rate is another bucket. Those of keys that are gone leave it when they are full again.
    private readonly PartitionedRateLimiter<ApiKey> _rates = PartitionedRateLimiter.Create<ApiKey, (string, int)>(key =>
        RateLimitPartition.GetTokenBucketLimiter((key.Sha256, key.RequestsPerMinute), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = key.RequestsPerMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 / key.RequestsPerMinute),
        }));

    public void Dispose() => _rates.Dispose();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        headers.Remove(TenantMark.Header);
        headers.Remove(TenantMark.QueuedRunsHeader);
        if (keys.Required && !IsOpen(context) && Admit(context) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private ProblemHttpResult? Admit(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (Shown(headers.Authorization.ToString()) is not { } shown || keys.Find(shown) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return ApiKeyProblems.Unauthorized();
        }

        using var lease = _rates.AttemptAcquire(key);
        if (!lease.IsAcquired)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(60.0 / key.RequestsPerMinute));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"requests\";q={key.RequestsPerMinute};w=60");
            context.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"requests\";r=0;t={seconds}");
            return ApiKeyProblems.TooManyRequests(key.RequestsPerMinute);
        }

        var mark = TenantMark.Of(key.Tenant);
        if (OwnedIds.FindForeign(context.Request.Path, mark) is { } foreign)
        {
            return foreign;
        }

        // The services have no use for the key itself.
        headers.Remove("Authorization");
        headers[TenantMark.Header] = mark;
        headers[TenantMark.QueuedRunsHeader] = key.QueuedRuns.ToString(CultureInfo.InvariantCulture);
        return null;
    }

    // The API's description, and what only operators reach.
    private static bool IsOpen(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } endpoint && (endpoint.GetMetadata<IAllowAnonymous>() is not null || endpoint.IsForOperators());

    private static string? Shown(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && authorization.Length <= Scheme.Length + LongestKey
            ? authorization[Scheme.Length..].Trim()
            : null;
}
