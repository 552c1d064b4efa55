using CodeExec.RunStore;

namespace CodeExec.SessionService.CodeSessions;

/// <summary>A program being written: one language, a main source and the files beside it.</summary>
internal sealed class CodeSession
{
    /// <summary>The one status a session has so far.</summary>
    public const string Active = "ACTIVE";

    /// <summary>Random (UUID v4): who knows it may read and change the session.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name in the catalogue, never an alias.</summary>
    public required string Language { get; init; }

    /// <summary>UTF-8. Bytes, because PostgreSQL's text cannot hold U+0000.</summary>
    public required byte[] Source { get; init; }

    /// <summary>The files beside it, as <see cref="RunFiles"/> writes them. Null for none.</summary>
    public byte[]? Files { get; init; }

    /// <summary>Name of the file that is run or compiled. Null for the language's own main file.</summary>
    public string? EntryPoint { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
