using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.Gateway.ApiKeys;

internal static class ApiKeyProblems
{
    public static ProblemHttpResult Unauthorized() => Problems.Of(
        "unauthorized", StatusCodes.Status401Unauthorized, "API key needed",
        "Send your key as Authorization: Bearer KEY. If you did, it is not known here: ask whoever runs this service for one.");

    public static ProblemHttpResult TooManyRequests(int perMinute) => Problems.Of(
        "too-many-requests", StatusCodes.Status429TooManyRequests, "Too many requests",
        $"This key may send {perMinute} requests a minute. Repeat it after the time in Retry-After.");

    // In the words of the services: whether another tenant has it is nobody's business.
    public static ProblemHttpResult NoSuchExecution(Guid id) => Problems.Of(
        "execution-not-found", StatusCodes.Status404NotFound, "Execution not found",
        $"No execution has the id {id}. Start one with POST /code-sessions/{{session_id}}/run.");

    public static ProblemHttpResult NoSuchSession(Guid id) => Problems.Of(
        "session-not-found", StatusCodes.Status404NotFound, "Code session not found",
        $"No code session has the id {id}. Create one with POST /code-sessions.");
}
