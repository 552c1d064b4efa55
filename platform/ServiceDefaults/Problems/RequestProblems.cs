using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace CodeExec.ServiceDefaults;

/// <summary>What can be wrong with a request before an endpoint sees it, and what we failed to do with it.</summary>
internal static class RequestProblems
{
    private const string Reference = "See /openapi/v1.json for what this endpoint takes.";

    /// <summary>For a status that something below us set without a body.</summary>
    public static ProblemHttpResult ForStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => RouteNotFound(context.Request),
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed(context),
        StatusCodes.Status413PayloadTooLarge => BodyTooLarge(null),
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType(context.Request.ContentType),
        var status when status < 500 => Problems.Of("bad-request", status, "Bad request", $"The request could not be read. {Reference}"),
        var status => Problems.Of("internal-error", status, "Internal error", InternalErrorDetail),
    };

    public static ProblemHttpResult BodyTooLarge(long? limit) => Problems.Of(
        "body-too-large", StatusCodes.Status413PayloadTooLarge, "Request body too large",
        $"The body is larger than {(limit is null ? "this deployment takes" : $"{limit} bytes")}. GET /limits tells the largest source and input.");

    public static ProblemHttpResult CompressedBody() => Problems.Of(
        "compressed-body", StatusCodes.Status415UnsupportedMediaType, "Compressed request bodies are not supported",
        "Send the body as it is, without a Content-Encoding header.");

    public static ProblemHttpResult UnsupportedMediaType(string? contentType) => Problems.Of(
        "unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "Unsupported media type",
        $"Send JSON in UTF-8 with the header Content-Type: application/json{(contentType is null ? "" : $", not {contentType}")}.");

    public static ProblemHttpResult EmptyBody() => Problems.Of(
        "empty-body", StatusCodes.Status400BadRequest, "Request body missing", $"Send a JSON object. {Reference}");

    public static ProblemHttpResult MalformedId(string id) => Problems.Of(
        "malformed-id", StatusCodes.Status404NotFound, "Malformed id",
        $"'{Shorten(id)}' is not an id. Use the id exactly as it was answered, such as 7d5f0b5e-3c1a-4c57-9a3e-0a8b6a3f2d11.");

    public static ProblemHttpResult BadParameter() => Problems.Of(
        "bad-request", StatusCodes.Status400BadRequest, "Bad request", $"A parameter of the request could not be read. {Reference}");

    public static ProblemHttpResult Unreadable(JsonException fault, Endpoint? endpoint) => JsonFault.IsSyntax(fault)
        ? Problems.Of("malformed-json", StatusCodes.Status400BadRequest, "Malformed JSON", JsonFault.DescribeSyntax(fault))
        : Problems.Of(
            "invalid-body", StatusCodes.Status422UnprocessableEntity, "Invalid request body",
            JsonFault.Describe(fault, endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType),
            new Dictionary<string, object?> { ["field"] = JsonFault.FieldOf(fault) });

    public static ProblemHttpResult StoreUnavailable() => Problems.Of(
        "store-unavailable", StatusCodes.Status503ServiceUnavailable, "Store unavailable",
        "A store this request needs does not answer. Nothing was lost; repeat the request after the time in Retry-After, a run with the same Idempotency-Key.");

    public static ProblemHttpResult InternalError() => Problems.Of(
        "internal-error", StatusCodes.Status500InternalServerError, "Internal error", InternalErrorDetail);

    private const string InternalErrorDetail = "The fault is ours. Report it with the trace_id; the logs say more.";

    private static ProblemHttpResult RouteNotFound(HttpRequest request) => Problems.Of(
        "route-not-found", StatusCodes.Status404NotFound, "No such endpoint",
        $"There is nothing at {Shorten(request.Path)}. /openapi/v1.json lists the endpoints.");

    private static ProblemHttpResult MethodNotAllowed(HttpContext context) => Problems.Of(
        "method-not-allowed", StatusCodes.Status405MethodNotAllowed, "Method not allowed",
        $"{context.Request.Method} is not possible here. Use one of: {context.Response.Headers.Allow}.");

    private static string Shorten(string? text) => text is { Length: > 100 } ? text[..100] + "…" : text ?? "";
}
