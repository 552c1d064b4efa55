using System.Text.Json.Nodes;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace CodeExec.ContractTests.Messages;

/// <summary>Messages as MassTransit writes and reads them.</summary>
internal static class Wire
{
    /// <summary>The part of the envelope that is the message: its types and its body.</summary>
    public static JsonObject Write(object message) => WriteAs((dynamic)message);

    /// <summary>What a consumer of <paramref name="type"/> gets. Null when the envelope is none of its.</summary>
    public static object? Read(JsonObject envelope, Type type)
    {
        var context = SystemTextJsonMessageSerializer.Instance.Deserialize(new StringMessageBody(envelope.ToJsonString()), new DictionarySendHeaders());
        return context.TryGetMessage(type, out var message) ? message : null;
    }

    private static JsonObject WriteAs<T>(T message)
        where T : class
    {
        var body = SystemTextJsonMessageSerializer.Instance.GetMessageBody(new MessageSendContext<T>(message));
        var envelope = JsonNode.Parse(body.GetString())!;
        return new JsonObject { ["messageType"] = envelope["messageType"]!.DeepClone(), ["message"] = envelope["message"]!.DeepClone() };
    }
}
