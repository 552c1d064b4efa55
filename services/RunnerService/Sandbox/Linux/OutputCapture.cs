using System.Buffers;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>Keeps the first bytes of a stream and counts all of them.</summary>
internal sealed class OutputCapture(long limit)
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    public long Seen { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Seen += bytes.Length;
        var room = (int)Math.Min(bytes.Length, limit - _kept.WrittenCount);
        _kept.Write(bytes[..room]);
    }

    public CapturedStream Take() => new(_kept.WrittenMemory, Seen);
}
