using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit;

namespace CodeExec.RedisSagas;

/// <summary>
/// Reads and writes a saga's state as JSON and keeps members that its classes do not know, at every depth, so that the
/// previous version of a service can rewrite the next version's saga and lose nothing.
/// </summary>
internal sealed class SagaSerializer<TSaga>(RedisSagaOptions<TSaga> options)
    where TSaga : class, ISagaVersion
{
    // Beside the objects instead of inside them: the saga's classes need no member for it.
    private readonly ConditionalWeakTable<object, Dictionary<string, JsonElement>> _unknownMembers = [];

    private JsonSerializerOptions Json => field ??= new(options.SerializerOptions)
    {
        TypeInfoResolver = (options.SerializerOptions.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Amend),
    };

    public TSaga Read(byte[] json) => JsonSerializer.Deserialize<TSaga>(json, Json)
        ?? throw new JsonException($"The stored {typeof(TSaga).Name} is the JSON literal null.");

    public byte[] Write(TSaga saga) => JsonSerializer.SerializeToUtf8Bytes(saga, Json);

    private void Amend(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        if (type.Type == typeof(TSaga) && VersionOf(type) is { } version)
        {
            // It is a field of its own in Redis; out of the JSON, a transition that changes nothing can be seen as such.
            type.Properties.Remove(version);
        }

        if (!type.Type.IsValueType && !type.Properties.Any(property => property.IsExtensionData))
        {
            var unknown = type.CreateJsonPropertyInfo(typeof(Dictionary<string, JsonElement>), "(unknown members)");
            unknown.IsExtensionData = true;
            unknown.Get = instance => _unknownMembers.TryGetValue(instance, out var members) ? members : null;
            unknown.Set = (instance, members) => _unknownMembers.AddOrUpdate(instance, (Dictionary<string, JsonElement>)members!);
            type.Properties.Add(unknown);
        }
    }

    private static JsonPropertyInfo? VersionOf(JsonTypeInfo type) => type.Properties.FirstOrDefault(
        property => property.AttributeProvider is System.Reflection.PropertyInfo { Name: nameof(ISagaVersion.Version) });
}
