using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace CodeExec.RedisSagas;

/// <summary>A message as the serializer made it, kept with the saga until the transport has taken it.</summary>
internal sealed record StoredMessage : IPipe<SendContext>
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required Guid MessageId { get; init; }

    public required Uri Destination { get; init; }

    public required string[] Types { get; init; }

    public required string ContentType { get; init; }

    [JsonConverter(typeof(RawJson))]
    public required byte[] Body { get; init; }

    public Guid? RequestId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? CorrelationId { get; init; }

    public Guid? InitiatorId { get; init; }

    public Uri? Source { get; init; }

    public Uri? Response { get; init; }

    public Uri? Fault { get; init; }

    /// <summary>Counted from the delivery: no two clocks are compared, and a late delivery still has all of it.</summary>
    public TimeSpan? TimeToLive { get; init; }

    public Dictionary<string, string>? Headers { get; init; }

    public Dictionary<string, JsonElement>? Properties { get; init; }

    public static StoredMessage Capture<T>(SendContext<T> context)
        where T : class
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        (context as TransportSendContext<T>)?.WritePropertiesTo(properties);

        // Kept as the due time instead. Left in, RabbitMQ would be asked for a delayed exchange at the delivery, and
        // without that plugin it closes the whole connection.
        properties.Remove("Delay");

        return new StoredMessage
        {
            MessageId = context.MessageId ?? NewId.NextGuid(),
            Destination = context.DestinationAddress ?? throw new InvalidOperationException($"{typeof(T).Name} has no destination."),
            Types = context.SupportedMessageTypes,
            ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString(),
            Body = context.Serializer.GetMessageBody(context).GetBytes(),
            RequestId = context.RequestId,
            ConversationId = context.ConversationId,
            CorrelationId = context.CorrelationId,
            InitiatorId = context.InitiatorId,
            Source = context.SourceAddress,
            Response = context.ResponseAddress,
            Fault = context.FaultAddress,
            TimeToLive = context.TimeToLive,
            Headers = OrNull(context.Headers.GetAll().Where(header => header.Value is not null).ToDictionary(header => header.Key, header => header.Value.ToString()!)),
            Properties = OrNull(properties.ToDictionary(property => property.Key, property => JsonSerializer.SerializeToElement(property.Value))),
        };
    }

    public static StoredMessage Parse(byte[] json) => JsonSerializer.Deserialize<StoredMessage>(json, Json)
        ?? throw new JsonException("The stored message is the JSON literal null.");

    /// <summary>Whether it is a <see cref="SagaTimer"/>. If not, it is done with when the transport has taken it.</summary>
    [JsonIgnore]
    public bool IsTimer => Headers?.ContainsKey(SagaTimer.Header) == true;

    /// <summary>Whether it is a response to the message being consumed.</summary>
    public bool Answers(ConsumeContext consumed) => RequestId is { } request && request == consumed.RequestId;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Hands the message to the transport, with the id it had when it was captured.</summary>
    public async Task DeliverAsync(ISendEndpointProvider transport, CancellationToken cancellation)
    {
        var endpoint = await transport.GetSendEndpoint(Destination).ConfigureAwait(false);
        await endpoint.Send(new SerializedMessageBody(), this, cancellation).ConfigureAwait(false);
    }

    Task IPipe<SendContext>.Send(SendContext context)
    {
        context.Serializer = new CopyBodySerializer(new ContentType(ContentType), new BytesMessageBody(Body));
        context.SupportedMessageTypes = Types;
        context.MessageId = MessageId;
        context.RequestId = RequestId;
        context.ConversationId = ConversationId;
        context.CorrelationId = CorrelationId;
        context.InitiatorId = InitiatorId;
        context.SourceAddress = Source;
        context.ResponseAddress = Response;
        context.FaultAddress = Fault;
        context.TimeToLive = TimeToLive;
        foreach (var (name, value) in Headers ?? [])
        {
            context.Headers.Set(name, value);
        }

        (context as TransportSendContext)?.ReadPropertiesFrom((Properties ?? []).ToDictionary(property => property.Key, property => Plain(property.Value)));

        // RabbitMQ takes what it has no queue for and drops it, unless told. Told for timers alone: an event may have no subscriber, an answer
        // nobody waiting for it, and a command that has no queue must not hold back the answer after it.
        if (IsTimer && context is PublishContext timer)
        {
            timer.Mandatory = true;
        }

        return Task.CompletedTask;
    }

    void IProbeSite.Probe(ProbeContext context)
    {
    }

    // As it is, where it is JSON itself; else, and by earlier versions, as a string.
    private sealed class RawJson : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Encoding.UTF8.GetBytes(reader.TokenType == JsonTokenType.String ? reader.GetString()! : JsonElement.ParseValue(ref reader).GetRawText());

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
        {
            if (value is [(byte)'{', ..])
            {
                writer.WriteRawValue(value, skipInputValidation: true);
            }
            else
            {
                writer.WriteStringValue(value);
            }
        }
    }

    private static Dictionary<string, T>? OrNull<T>(Dictionary<string, T> values) => values.Count > 0 ? values : null;

    private static object Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        _ => value.ToString(),
    };
}
