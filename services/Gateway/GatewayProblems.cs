using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Yarp.ReverseProxy.Forwarder;

namespace CodeExec.Gateway;

/// <summary>Says what went wrong between the gateway and a service; the services' own problems pass unchanged.</summary>
internal static class GatewayProblems
{
    public static async Task ExplainAsync(HttpContext context, Func<Task> next)
    {
        await next();
        if (!context.Response.HasStarted && context.GetForwarderErrorFeature() is { } failure && Of(failure) is { } problem)
        {
            await problem.ExecuteAsync(context);
        }
    }

    /// <summary>Whether nothing of the request was sent: no connection came about.</summary>
    public static bool DidNotArrive(this IForwarderErrorFeature failure) => failure is
    {
        Error: ForwarderError.Request,
        Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError },
    };

    // Null: the client went away or sent a body that could not be read, which the problem handling before us words.
    private static ProblemHttpResult? Of(IForwarderErrorFeature failure) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations => Unavailable(),
        _ when failure.DidNotArrive() => Unavailable(),
        ForwarderError.RequestTimedOut => TimedOut(),
        ForwarderError.Request or ForwarderError.RequestCreation or ForwarderError.RequestBodyDestination
            or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination => Failed(),
        _ => null,
    };

    private static ProblemHttpResult Unavailable() => Problems.Of(
        "service-unavailable", StatusCodes.Status503ServiceUnavailable, "Service unavailable",
        "The service behind the gateway does not answer; the request did not reach it. Repeat it after the time in Retry-After.");

    private static ProblemHttpResult TimedOut() => Problems.Of(
        "upstream-timeout", StatusCodes.Status504GatewayTimeout, "Service too slow",
        "The service behind the gateway took too long. It may have done its work: repeat a run with the same Idempotency-Key only.");

    private static ProblemHttpResult Failed() => Problems.Of(
        "upstream-failed", StatusCodes.Status502BadGateway, "Service failed to answer",
        "The service behind the gateway broke off. It may have done its work: repeat a run with the same Idempotency-Key only.");
}
