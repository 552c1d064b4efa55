using System.Text.Json.Serialization;

namespace CodeExec.Languages;

/// <summary>One entry of the catalogue: <c>languages/NAME/language.json</c>.</summary>
public sealed record Language
{
    /// <summary>See <see cref="Warm"/>.</summary>
    public const string Fork = "fork";

    /// <summary>See <see cref="Warm"/>.</summary>
    public const string Wait = "wait";

    /// <summary>Name in the API: lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>Other names that the API takes for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Command that prints the version, of which the first number with a dot is shown. Runs in the sandbox.</summary>
    public required IReadOnlyList<string> VersionCommand { get; init; }

    /// <summary>File name of the source, below <c>/src</c> in the sandbox.</summary>
    public required string SourceFile { get; init; }

    /// <summary>Extensions of what a compiler is given besides <see cref="SourceFile"/>, each with its dot. Null: the one of that file.</summary>
    public IReadOnlyList<string>? SourceExtensions { get; init; }

    /// <summary>
    /// Command that compiles <c>/src/SOURCE_FILE</c> to the one file <c>/workspace/program</c>. Null for an interpreted language. Here, in
    /// <see cref="Run"/> and in <see cref="Environment"/> <c>{memory_mib}</c> stands for the memory limit in MiB, and <c>{heap_mib}</c> for three
    /// quarters of it: some runtimes must be told, or they only find out by being killed. <c>/src/SOURCE_FILE</c>, as a word of its own, stands for
    /// whichever file is run, and <c>{more_sources}</c> for the other sources in the order in which the user sent them.
    /// </summary>
    public IReadOnlyList<string>? Compile { get; init; }

    /// <summary>
    /// <c>wait</c> where the compiler may be started ahead, for one program of one file: it stands where it opens the program's file, the last word of
    /// <see cref="Compile"/>, with whatever it has begun before. Null for not at all.
    /// </summary>
    public string? CompileWarm { get; init; }

    /// <summary>Command that runs the program; a compiled one is at <c>/src/program</c>.</summary>
    public required IReadOnlyList<string> Run { get; init; }

    /// <summary>
    /// How the interpreter may be started ahead: <c>fork</c> when it has a single thread until it opens the program's file, the last word of
    /// <see cref="Run"/>, so that runs can be forked from one standing there; <c>wait</c> when it has threads: it then stands there for one run.
    /// Null for not at all.
    /// </summary>
    public string? Warm { get; init; }

    /// <summary>
    /// Environment variables that it has besides while it is started ahead, such as for what most programs load. They are taken away before its
    /// program begins: for interpreters that look a variable up when they are asked for it, and keep no copies.
    /// </summary>
    public IReadOnlyDictionary<string, string> WarmEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Shell script, the file <c>prepare.sh</c> beside the <c>language.json</c>, that a runner executes once for each version of the toolchain:
    /// what it puts into the folder <c>$TOOLCHAIN</c> is <c>/toolchain</c>, read-only, in the language's sandboxes. Null when there is none.
    /// </summary>
    [JsonIgnore]
    public string? PrepareScript { get; init; }

    /// <summary>Environment variables besides the sandbox's own, or in place of these.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Limits other than those of every language.</summary>
    public LanguageLimits Limits { get; init; } = new();

    /// <summary>Files and folders of the host's <c>/etc</c> that the toolchain reads, as patterns such as <c>java-*-openjdk</c>.</summary>
    public IReadOnlyList<string> EtcFiles { get; init; } = [];

    /// <summary>Debian packages that bring the toolchain.</summary>
    public required IReadOnlyList<string> DebianPackages { get; init; }

    /// <summary>What to do, for people, where no Debian package brings the toolchain. Null where one does.</summary>
    public string? Install { get; init; }

    /// <summary>Whether another file than <see cref="SourceFile"/> can be the one that is run: for a few, that one's name is part of a script.</summary>
    [JsonIgnore]
    public bool TakesEntryPoint => (Compile ?? Run).Contains(SourcePath);

    private string SourcePath => $"/src/{SourceFile}";

    /// <summary>The same language for a program of several files. After <see cref="Within"/>: a user's name is no place for <c>{memory_mib}</c>.</summary>
    /// <param name="entryPoint">Name of the file that is run or compiled.</param>
    /// <param name="others">Names of the files beside it, sources or not.</param>
    public Language For(string entryPoint, IEnumerable<string> others)
    {
        var extensions = SourceExtensions ?? [Path.GetExtension(SourceFile)];
        string[] sources = [.. others.Where(name => extensions.Contains(Path.GetExtension(name))).Select(name => $"/src/{name}")];
        return this with { Compile = Compile?.SelectMany(Fill).ToArray(), Run = [.. Run.SelectMany(Fill)] };

        string[] Fill(string word) => word == SourcePath ? [$"/src/{entryPoint}"] : word == "{more_sources}" ? sources : [word];
    }

    /// <summary>The same language with <c>{memory_mib}</c> and <c>{heap_mib}</c> filled in.</summary>
    public Language Within(long memoryBytes)
    {
        return this with
        {
            Compile = Compile?.Select(Fill).ToArray(),
            Run = [.. Run.Select(Fill)],
            Environment = Environment.ToDictionary(variable => variable.Key, variable => Fill(variable.Value)),
        };

        string Fill(string text) => text
            .Replace("{memory_mib}", $"{memoryBytes >> 20}", StringComparison.Ordinal)
            .Replace("{heap_mib}", $"{(memoryBytes >> 20) * 3 / 4}", StringComparison.Ordinal);
    }

    /// <summary>What to do, for people, to have it.</summary>
    [JsonIgnore]
    public string HowToInstall => Install ?? $"apt-get install {string.Join(' ', DebianPackages)}";
}

/// <summary>Limits of one language.</summary>
public sealed record LanguageLimits
{
    /// <summary>Wall-clock time its compiler may take, in ms, where that is more than a runner's own limit. Null: a runner's own.</summary>
    public int? CompileTimeMs { get; init; }
}
