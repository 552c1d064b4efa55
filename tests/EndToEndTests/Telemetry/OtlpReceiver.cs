using System.Collections.Concurrent;
using System.Net;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Telemetry;

/// <summary>Receives traces by OTLP over HTTP, as a collector does.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly Task _receiving;

    public OtlpReceiver()
    {
        Url = $"http://127.0.0.1:{Machine.FreePort()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _receiving = ReceiveAllAsync();
    }

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Url { get; }

    /// <summary>The spans of one trace received so far, in the order they began.</summary>
    public IReadOnlyList<Span> SpansOf(string traceId) => [.. _spans.Where(span => span.TraceId == traceId).OrderBy(span => span.StartedAt)];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _receiving;
    }

    private async Task ReceiveAllAsync()
    {
        try
        {
            while (true)
            {
                await ReceiveAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ReceiveAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        if (context.Request.Url!.AbsolutePath == "/v1/traces")
        {
            foreach (var span in OtlpTraces.Parse(body.ToArray()))
            {
                _spans.Enqueue(span);
            }
        }

        context.Response.ContentType = "application/x-protobuf";
        context.Response.Close();
    }
}
