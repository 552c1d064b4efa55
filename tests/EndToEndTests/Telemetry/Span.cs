namespace CodeExec.EndToEndTests.Telemetry;

/// <summary>A span as a process exported it. Ids are lowercase hexadecimal; the parent's is empty for a root.</summary>
public sealed record Span(string Service, string Source, string TraceId, string Id, string ParentId, string Name, ulong StartedAt)
{
    /// <summary>As <see cref="StartedAt"/> in nanoseconds since 1970.</summary>
    public ulong EndedAt { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
