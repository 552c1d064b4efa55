using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Logging;

namespace CodeExec.ServiceDefaults;

/// <summary>Turns what was thrown while a request was served into a problem.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        await Describe(context, exception).ExecuteAsync(context);
        return true;
    }

    private ProblemHttpResult Describe(HttpContext context, Exception exception)
    {
        var feature = context.Features.Get<IExceptionHandlerPathFeature>();
        switch (exception)
        {
            case BadHttpRequestException { InnerException: JsonException fault }:
                return RequestProblems.Unreadable(fault, feature?.Endpoint);
            case BadHttpRequestException bad:
                return Describe(context, bad, feature);
            case DbException refused when DatabaseFault.IsBadValue(refused) && HttpMethods.IsGet(context.Request.Method):
                return RequestProblems.BadParameter();
            case var _ when IsStoreAway(exception):
                LogStoreAway(exception, context.Request.Method, feature?.Path);
                return RequestProblems.StoreUnavailable();
            default:
                LogUnexpected(exception, context.Request.Method, feature?.Path);
                return RequestProblems.InternalError();
        }
    }

    private static ProblemHttpResult Describe(HttpContext context, BadHttpRequestException bad, IExceptionHandlerPathFeature? feature)
    {
        switch (bad.StatusCode)
        {
            case StatusCodes.Status413PayloadTooLarge:
                return RequestProblems.BodyTooLarge(null);
            case StatusCodes.Status415UnsupportedMediaType:
                return RequestProblems.UnsupportedMediaType(context.Request.ContentType);
        }

        // Every id in our paths is a UUID in a parameter called id; besides it only a body can be missing.
        return feature?.RouteValues?["id"] is string id && !Guid.TryParse(id, out _) ? RequestProblems.MalformedId(id)
            : feature?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>() is not null ? RequestProblems.EmptyBody()
            : RequestProblems.BadParameter();
    }

    // EF Core and MassTransit wrap what the driver threw.
    private static bool IsStoreAway(Exception? exception) => exception switch
    {
        null => false,
        _ when exception.IsRedisOutage() => true,
        DbException refused when DatabaseFault.IsRefusal(refused) => false,
        DbException database => database.IsTransient || IsStoreAway(database.SqlState) || IsStoreAway(database.InnerException),
        SocketException => true,
        _ => IsStoreAway(exception.InnerException),
    };

    // Classes of SQLSTATE (PostgreSQL, appendix A): 08 connection, 53 resources, 57 operator, 58 system. 42P01, 42703 and 3F000: the
    // migration that makes the table or the column has not run yet. SQLite has no states; what else it throws is a full disk or a busy file.
    private static bool IsStoreAway(string? sqlState) => sqlState is null or "42P01" or "42703" or "3F000" || sqlState[..2] is "08" or "53" or "57" or "58";

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "{Method} {Path} answered 503: a store does not answer")]
    private partial void LogStoreAway(Exception exception, string method, string? path);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "{Method} {Path} answered 500")]
    private partial void LogUnexpected(Exception exception, string method, string? path);
}
