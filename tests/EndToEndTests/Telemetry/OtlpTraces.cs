using System.Text;

namespace CodeExec.EndToEndTests.Telemetry;

/// <summary>Reads ExportTraceServiceRequest. Field numbers: opentelemetry/proto/{collector/trace,trace,resource,common}/v1.</summary>
internal static class OtlpTraces
{
    public static IEnumerable<Span> Parse(ReadOnlyMemory<byte> request) =>
        from resourceSpans in Protobuf.Messages(request, 1)
        let service = Protobuf.Messages(resourceSpans, 1).SelectMany(resource => TagsIn(resource, 1)).ToDictionary().GetValueOrDefault("service.name", "")
        from scopeSpans in Protobuf.Messages(resourceSpans, 2)
        let source = Text(Protobuf.Messages(scopeSpans, 1).Single(), 1)
        from span in Protobuf.Messages(scopeSpans, 2)
        select new Span(service, source, Id(span, 1), Id(span, 2), Id(span, 4), Text(span, 5), Protobuf.Number(span, 7))
        {
            EndedAt = Protobuf.Number(span, 8),
            Tags = TagsIn(span, 9).ToDictionary(),
        };

    // KeyValue { key = 1, value = 2 }, AnyValue { string_value = 1 }; values that are not strings are empty here.
    private static IEnumerable<KeyValuePair<string, string>> TagsIn(ReadOnlyMemory<byte> message, int field) =>
        Protobuf.Messages(message, field).Select(tag => KeyValuePair.Create(Text(tag, 1), Text(Protobuf.Messages(tag, 2).SingleOrDefault(), 1)));

    private static string Id(ReadOnlyMemory<byte> message, int field) => Convert.ToHexStringLower(Protobuf.Messages(message, field).SingleOrDefault().Span);

    private static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(Protobuf.Messages(message, field).SingleOrDefault().Span);
}
