using System.Buffers.Binary;

namespace CodeExec.EndToEndTests.Telemetry;

/// <summary>Reads the Protocol Buffers wire format: https://protobuf.dev/programming-guides/encoding.</summary>
internal static class Protobuf
{
    /// <summary>Every value of a field that holds messages, strings or bytes.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(value => value.Field == field && value.Bytes is not null).Select(value => value.Bytes!.Value);

    /// <summary>The value of a field that holds a number. 0 when it is missing.</summary>
    public static ulong Number(ReadOnlyMemory<byte> message, int field) => Fields(message).LastOrDefault(value => value.Field == field).Number;

    private static IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte>? Bytes)> Fields(ReadOnlyMemory<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var key = ReadVarint(ref rest);
            var field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return (field, ReadVarint(ref rest), null);
                    break;
                case 1:
                    yield return (field, BinaryPrimitives.ReadUInt64LittleEndian(rest.Span), null);
                    rest = rest[8..];
                    break;
                case 2:
                    var length = (int)ReadVarint(ref rest);
                    yield return (field, 0, rest[..length]);
                    rest = rest[length..];
                    break;
                case 5:
                    yield return (field, BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), null);
                    rest = rest[4..];
                    break;
                case var type:
                    throw new InvalidDataException($"Wire type {type} is not of Protocol Buffers 3.");
            }
        }
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> rest)
    {
        ulong value = 0;
        var length = 0;
        do
        {
            value |= (ulong)(rest.Span[length] & 0x7f) << (7 * length);
        }
        while ((rest.Span[length++] & 0x80) != 0);

        rest = rest[length..];
        return value;
    }
}
