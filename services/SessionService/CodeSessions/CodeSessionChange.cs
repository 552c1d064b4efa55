using CodeExec.RunStore;

namespace CodeExec.SessionService.CodeSessions;

/// <summary>What shall be other than it is in a session, read from a <see cref="CodeSessionInput"/>. Null is left as it is.</summary>
/// <param name="Language">Name in the catalogue.</param>
/// <param name="Source">UTF-8.</param>
/// <param name="Files">None for none.</param>
/// <param name="EntryPoint">Empty for the language's own main file.</param>
internal sealed record CodeSessionChange(string? Language, byte[]? Source, IReadOnlyList<RunFile>? Files, string? EntryPoint)
{
    public bool IsEmpty => this is { Language: null, Source: null, Files: null, EntryPoint: null };

    /// <summary>As it is stored.</summary>
    public byte[]? WrittenFiles => RunFiles.Write(Files ?? []);

    /// <summary>As it is stored.</summary>
    public string? StoredEntryPoint => EntryPoint is "" ? null : EntryPoint;
}
