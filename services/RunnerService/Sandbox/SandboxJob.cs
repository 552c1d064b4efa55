using CodeExec.RunStore;

namespace CodeExec.RunnerService.Sandbox;

/// <summary>One program to run.</summary>
public sealed record SandboxJob
{
    /// <summary>
    /// Program and arguments that we chose, without NUL characters; those that name <see cref="Files"/> may hold a user's words. Looked up in the
    /// sandbox's own PATH when it has no slash.
    /// </summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Arguments that the user chose; they follow.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Whether <see cref="Command"/> is an interpreter, by its path, whose last argument is the program's file: it may then be forked from one
    /// that has started already and stopped where it opens that file.
    /// </summary>
    public bool Forkable { get; init; }

    /// <summary>
    /// Whether it is such an interpreter that cannot be forked, since it has threads: one that was started ahead and waits where it opens that
    /// file may then be used, once.
    /// </summary>
    public bool Waitable { get; init; }

    /// <summary>Files below <c>/src</c>, which the program can read and not change. No two have one name, and none is in a folder named as another.</summary>
    public IReadOnlyList<SandboxFile> Files { get; init; } = [];

    /// <summary>
    /// Whether the working directory begins with links to what <see cref="Files"/> put into <c>/src</c>, all but the first: a program opens its data by
    /// their bare names.
    /// </summary>
    public bool LinksFiles { get; init; }

    /// <summary>Names that are links in <c>/workspace</c> to those in <c>/src</c>: files, and folders for all that is in them.</summary>
    public IReadOnlyList<string> Links => LinksFiles ? [.. Files.Skip(1).Select(file => file.Name.Split('/')[0]).Distinct(StringComparer.Ordinal)] : [];

    /// <summary>Environment variables besides HOME, LANG, PATH and TMPDIR, or in place of these.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables that <see cref="Command"/> has besides while it is started ahead, none of <see cref="Environment"/>; its program does not see them.</summary>
    public IReadOnlyDictionary<string, string> StartEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder of the host that is <c>/toolchain</c> inside, read-only. Null for none.</summary>
    public string? Toolchain { get; init; }

    /// <summary>Standard input.</summary>
    public ReadOnlyMemory<byte> Stdin { get; init; }

    /// <summary>What it may use.</summary>
    public required SandboxLimits Limits { get; init; }
}

/// <summary>A file that the host puts into the sandbox.</summary>
/// <param name="Name">Path below <c>/src</c>, perhaps a user's: see <see cref="RunFileNames"/>.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Executable">Whether it can be executed.</param>
public sealed record SandboxFile(string Name, ReadOnlyMemory<byte> Content, bool Executable = false);
