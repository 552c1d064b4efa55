using CodeExec.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.Gateway.ApiKeys;

/// <summary>Whose the sessions and executions are that a path names.</summary>
internal static class OwnedIds
{
    /// <summary>That there is no such thing, as the service itself would say it. Null when the path names nothing, or what is the tenant's own.</summary>
    public static ProblemHttpResult? FindForeign(PathString path, string mark)
    {
        // The id is read as the services' routes read it; what is none they refuse.
        var parts = path.Value!.Split('/');
        if (parts.Length < 3 || !Guid.TryParse(parts[2], out var id) || TenantMark.Of(id) == mark)
        {
            return null;
        }

        return parts[1].Equals("executions", StringComparison.OrdinalIgnoreCase)
            ? ApiKeyProblems.NoSuchExecution(id)
            : ApiKeyProblems.NoSuchSession(id);
    }
}
