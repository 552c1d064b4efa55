using System.Diagnostics.CodeAnalysis;
using CodeExec.RunStore;

namespace CodeExec.SessionService.CodeSessions;

/// <summary>What a client may say about a session. What is left out stays as it is.</summary>
internal sealed record CodeSessionInput
{
    /// <summary>Name or alias of a language of GET /languages.</summary>
    [DisallowNull]
    public string? Language { get; init; }

    /// <summary>The program's main file, whole: source_file of GET /languages.</summary>
    [DisallowNull]
    public string? SourceCode { get; init; }

    /// <summary>The files beside it, all of them: what is sent takes the place of what was there. They are in /src when the program runs.</summary>
    [DisallowNull]
    public IReadOnlyList<RunFile>? Files { get; init; }

    /// <summary>Name of the one of the files that is run or compiled. Empty: the main file.</summary>
    [DisallowNull]
    public string? EntryPoint { get; init; }
}
