namespace CodeExec.Contracts.Executions;

/// <summary>What a program wrote to standard output or standard error.</summary>
public sealed record OutputStream
{
    /// <summary>The bytes that were kept: the first ones, up to the output limit of the run.</summary>
    public required Payload Content { get; init; }

    /// <summary>True when the program wrote more than was kept.</summary>
    public required bool Truncated { get; init; }

    /// <summary>Bytes seen before the stream ended or the program was killed; at least the length of the content.</summary>
    public required long SeenBytes { get; init; }
}
