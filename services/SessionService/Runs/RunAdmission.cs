using System.Globalization;
using CodeExec.RunStore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Runs;

/// <summary>Refuses new runs while too much waits or is stored, before anything of them is kept.</summary>
internal sealed class RunAdmission(RunBacklog backlog)
{
    // The queue moves several times within it, and a client that was refused costs little.
    private const string RunsRetryAfter = "2";

    // What has ended leaves the store within it.
    private const string StoredRetryAfter = "30";

    /// <summary>Why a new run is refused now, with the headers that say so set. Null when it is not.</summary>
    public async Task<ProblemHttpResult?> RefuseAsync(IHeaderDictionary headers)
    {
        if (await backlog.FindAsync() is not { } status)
        {
            return null;
        }

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
