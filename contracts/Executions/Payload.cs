namespace CodeExec.Contracts.Executions;

/// <summary>
/// Bytes that travel inside a message when they are small and by reference when they are not: a source, a standard
/// input, the files of a program, an output stream.
/// </summary>
/// <remarks>
/// At least one of <see cref="Text"/> and <see cref="Key"/> is set. A message stays below 64 KiB because text whose
/// JSON form exceeds 16 KiB is never inlined.
/// </remarks>
public sealed record Payload
{
    /// <summary>
    /// The bytes read as UTF-8, each malformed sequence replaced by U+FFFD. Null when its JSON form would exceed
    /// 16 KiB; then <see cref="Key"/> is set.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>
    /// Redis key that holds the exact bytes. Null when <see cref="Text"/> is the whole and exact content. Only
    /// CodeExec's own services can read it; others ask <c>GET /executions/{id}</c>.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Length of the content in bytes.</summary>
    public required long LengthBytes { get; init; }
}
