using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CodeExec.ServiceDefaults;

/// <summary>Says in a client's words what the serializer found wrong with a body; its own words name our types.</summary>
internal static class JsonFault
{
    // What the serializer says of required members that are not there, before it names them.
    private const string Missing = "missing required properties including: ";

    private static readonly JsonSerializerOptions Json = StrictOptions();

    /// <summary>True when the body is not JSON at all; false when it is JSON of the wrong shape.</summary>
    public static bool IsSyntax(JsonException fault) => fault.InnerException is JsonException;

    public static string DescribeSyntax(JsonException fault)
    {
        var reason = fault.InnerException!.Message;
        var end = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return $"Line {fault.LineNumber + 1}, position {fault.BytePositionInLine + 1}: {(end < 0 ? reason : reason[..end])}";
    }

    /// <param name="fault">What the serializer threw.</param>
    /// <param name="body">Type the body should have had. Null when it is not known.</param>
    public static string Describe(JsonException fault, Type? body)
    {
        var (known, type) = Resolve(fault, body);
        var field = FieldOf(fault) ?? "The body";
        var what = fault.Message switch
        {
            _ when known is not null => $"{field} is not a field. Known here: {string.Join(", ", known)}.",
            var text when text.StartsWith("Duplicate ", StringComparison.Ordinal) => $"{field} is there twice. Send it once.",
            var text when text.IndexOf(Missing, StringComparison.Ordinal) is > 0 and var at =>
                $"{field} lacks {text[(at + Missing.Length)..].Split('.')[0].Replace("'", "", StringComparison.Ordinal)}.",
            // Lone surrogates and malformed UTF-8 are no characters: there are no bytes that a program could be given.
            _ when fault.InnerException?.Message.Contains("UTF-", StringComparison.Ordinal) == true =>
                $"{field} is not valid Unicode: it has a lone surrogate or a malformed UTF-8 sequence.",
            _ => $"{field} must be {Word(type)}.",
        };
        return $"{what} (line {fault.LineNumber + 1}, position {fault.BytePositionInLine + 1})";
    }

    /// <summary>The field's path without the leading <c>$.</c>. Null for the body as a whole.</summary>
    public static string? FieldOf(JsonException fault) =>
        fault.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;

    // Follows the path through the types. Known is set when its last step is no member of its type.
    private static (IReadOnlyList<string>? Known, Type? Type) Resolve(JsonException fault, Type? body)
    {
        var type = body;
        foreach (var step in (FieldOf(fault) ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (type is null || Json.GetTypeInfo(type) is not { Kind: JsonTypeInfoKind.Object } info)
            {
                return (null, null);
            }

            var property = info.Properties.FirstOrDefault(property => property.Name == step.Split('[')[0]);
            if (property is null)
            {
                return ([.. info.Properties.Select(property => property.Name)], null);
            }

            var found = Json.GetTypeInfo(property.PropertyType);
            if (found.Kind == JsonTypeInfoKind.Dictionary)
            {
                // What follows is a client's own name, with dots perhaps.
                return (null, FieldOf(fault) == step ? found.Type : found.ElementType);
            }

            type = step.Contains('[', StringComparison.Ordinal) ? found.ElementType : found.Type;
        }

        return (null, type);
    }

    private static string Word(Type? type) => (Nullable.GetUnderlyingType(type ?? typeof(object)) ?? type) switch
    {
        null => "something else",
        var text when text == typeof(string) => "a string",
        var number when number == typeof(long) || number == typeof(int) => "a whole number",
        var truth when truth == typeof(bool) => "true or false",
        var other => Json.GetTypeInfo(other).Kind switch
        {
            JsonTypeInfoKind.Enumerable => "an array",
            _ => "an object",
        },
    };

    private static JsonSerializerOptions StrictOptions()
    {
        var json = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        StrictJson.Configure(json);
        return json;
    }
}
