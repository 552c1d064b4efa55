using System.Globalization;
using CodeExec.Contracts;
using CodeExec.RunStore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Runs;

/// <summary>Refuses new runs while too much waits or is stored, before anything of them is kept.</summary>
internal sealed class RunAdmission(RunBacklog backlog, TenantQuota quota)
{
    // The queue moves several times within it, and a client that was refused costs little.
    private const string RunsRetryAfter = "2";

    // What has ended leaves the store within it.
    private const string StoredRetryAfter = "30";

    /// <summary>Asks how much waits, for <see cref="RefuseAsync"/>; what else the run needs may be looked up meanwhile.</summary>
    public Task<BacklogStatus?> AskAsync() => backlog.FindAsync();

    /// <summary>Why a new run is refused now, with the headers that say so set. Null when it is not.</summary>
    public async Task<ProblemHttpResult?> RefuseAsync(Guid executionId, Task<BacklogStatus?> asked, HttpContext context)
    {
        var headers = context.Response.Headers;
        if (await asked is { } status && Refuse(status, headers) is { } full)
        {
            return full;
        }

        if (TenantMark.Of(executionId) is { } tenant
            && int.TryParse(context.Request.Headers[TenantMark.QueuedRunsHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            && !await quota.TryTakeAsync(tenant, executionId, most))
        {
            Limit(headers, "queued-runs", most, "concurrent-requests", RunsRetryAfter);
            return RunProblems.TooManyRunsOfTenant(most);
        }

        return null;
    }

    /// <summary>Counts a run no longer that was not accepted after all.</summary>
    public Task TakeBackAsync(Guid executionId) =>
        TenantMark.Of(executionId) is { } tenant ? quota.ReleaseAsync(tenant, executionId) : Task.CompletedTask;

    private static ProblemHttpResult? Refuse(BacklogStatus status, IHeaderDictionary headers)
    {
        if (status.Unfinished >= status.MaximumUnfinished)
        {
            Limit(headers, "runs", status.MaximumUnfinished, "concurrent-requests", RunsRetryAfter);
            return RunProblems.TooManyRuns(status.MaximumUnfinished);
        }

        if (status.BudgetBytes is { } budget && status.UsedBytes >= budget)
        {
            Limit(headers, "stored", budget, "content-bytes", StoredRetryAfter);
            return RunProblems.TooMuchStored();
        }

        return null;
    }

    // draft-ietf-httpapi-ratelimit-headers: the policy with its quota and unit, and what is left of it for how long.
    private static void Limit(IHeaderDictionary headers, string policy, long quota, string unit, string seconds)
    {
        headers.RetryAfter = seconds;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";q={quota};qu=\"{unit}\"");
        headers["RateLimit"] = $"\"{policy}\";r=0;t={seconds}";
    }
}
