using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using CodeExec.Contracts.Executions;
using CodeExec.ServiceDefaults;

namespace CodeExec.SessionService.Runs;

/// <summary>Asks ExecutionService by HTTP and passes its answer on as a stream.</summary>
internal sealed partial class HttpExecutionWait(HttpClient http, ILogger<HttpExecutionWait> logger) : IExecutionWait
{
    public async Task<IResult?> ForEndAsync(Guid executionId, TimeSpan wait, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"executions/{executionId}");
        request.Headers.Add(PreferWait.Header, PreferWait.Format(wait));
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var body = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellation));
            if (response.IsSuccessStatusCode && await PeekStatusAsync(body, cancellation) is not (null or ExecutionStatus.Queued or ExecutionStatus.Running))
            {
                return TypedResults.Stream(body, response.Content.Headers.ContentType?.ToString());
            }

            await body.CompleteAsync();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException })
        {
            // The run is accepted all the same; the client asks for its result itself.
            LogWaitFailed(e, executionId);
        }

        return null;
    }

    private static async Task<string?> PeekStatusAsync(PipeReader body, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            var status = FindStatus(read.Buffer, read.IsCompleted);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (status is not null || read.IsCompleted)
            {
                return status;
            }
        }
    }

    private static string? FindStatus(ReadOnlySequence<byte> json, bool isComplete)
    {
        var reader = new Utf8JsonReader(json, isComplete, state: default);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("status"u8))
            {
                return reader.Read() ? reader.GetString() : null;
            }
        }

        return null;
    }

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "Waiting for execution {ExecutionId} failed; answered 202")]
    private partial void LogWaitFailed(Exception exception, Guid executionId);
}
