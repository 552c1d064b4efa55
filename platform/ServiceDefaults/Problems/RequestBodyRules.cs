using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CodeExec.ServiceDefaults;

/// <summary>Refuses bodies that are too large, compressed, or JSON in another encoding than UTF-8, before anything reads them.</summary>
internal sealed class RequestBodyRules(RequestDelegate next, IOptions<RequestBodyOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var (request, limit) = (context.Request, options.Value.LimitBytes);
        if (request.ContentLength > limit)
        {
            return RequestProblems.BodyTooLarge(limit).ExecuteAsync(context);
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            // RFC 9110 §15.5.16: Accept-Encoding tells that the coding was refused, not the media type.
            context.Response.Headers.AcceptEncoding = "identity";
            return RequestProblems.CompressedBody().ExecuteAsync(context);
        }

        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && HeaderUtilities.RemoveQuotes(type.Charset) is { Length: > 0 } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return RequestProblems.UnsupportedMediaType(request.ContentType).ExecuteAsync(context);
        }

        if (request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            request.Body = new LimitedBody(request.Body, limit);
        }

        // Beyond the limit the server only drains, for at most 5 seconds: a client that was cut off while it sends reads no answer.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = 4 * limit;
        }

        return next(context);
    }
}
