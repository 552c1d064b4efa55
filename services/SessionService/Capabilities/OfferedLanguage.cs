using System.Text.Json.Serialization;

namespace CodeExec.SessionService.Capabilities;

/// <summary>A language and whether this deployment can run it.</summary>
internal sealed record OfferedLanguage
{
    /// <summary>Name to use in a session.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Other names that a session may use for it.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>What a session's source_code is called among its files.</summary>
    public required string SourceFile { get; init; }

    /// <summary>Whether a runner alive now has it. Null when no runner is alive to tell; sessions may use it then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required bool? Available { get; init; }

    /// <summary>Versions found, as the toolchains themselves say them.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>What to install where the runners are, when it is not available.</summary>
    public string? Install { get; init; }
}
