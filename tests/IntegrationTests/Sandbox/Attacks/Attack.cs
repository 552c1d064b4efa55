using System.Runtime.InteropServices;
using CodeExec.TestKit;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>One hostile program. Its file begins with comments that say what it does and, after <c>ends:</c>, how it must end.</summary>
/// <param name="Name">Its file below Programs, such as <c>kernel/ptrace.c</c>.</param>
/// <param name="Language">Name of its language in the catalogue.</param>
/// <param name="Source">What is submitted: the language's prelude and the file.</param>
/// <param name="Expected">What it must come to.</param>
/// <param name="Elsewhere">What it must come to instead where that differs, by what differs there; see <see cref="Expectation"/>.</param>
/// <param name="Processor">The only processor it is for; null for any.</param>
internal sealed record Attack(
    string Name, string Language, string Source, Expectation Expected, IReadOnlyDictionary<string, Expectation> Elsewhere, string? Processor)
{
    private static readonly Dictionary<string, string> Languages = new() { [".py"] = "python", [".c"] = "c", [".cpp"] = "cpp", [".go"] = "go" };

    private static readonly string Folder = Path.Combine(Machine.Root, "tests", "IntegrationTests", "Sandbox", "Attacks", "Programs");

    /// <summary>All of them that this machine can run, by name.</summary>
    public static IReadOnlyDictionary<string, Attack> Corpus { get; } = Directory.GetDirectories(Folder)
        .SelectMany(Directory.GetFiles)
        .Select(Read)
        .Where(attack => (attack.Processor ?? $"{RuntimeInformation.ProcessArchitecture}") == $"{RuntimeInformation.ProcessArchitecture}")
        .Where(attack => attack.Language != "cpp" || File.Exists("/usr/bin/g++"))
        .OrderBy(attack => attack.Name, StringComparer.Ordinal)
        .ToDictionary(attack => attack.Name);

    /// <summary>What is run beside and after them.</summary>
    public static string Neighbour { get; } = File.ReadAllText($"{Folder}/neighbour.py");

    /// <summary>Its folder: what it tries.</summary>
    public string Kind => Name.Split('/')[0];

    private static Attack Read(string path)
    {
        var (kind, file) = (Path.GetExtension(path), File.ReadAllText(path));
        var (prelude, remarks) = ($"{Folder}/prelude{kind}", Remarks.Of(file));
        var expected = remarks.Expected ?? throw new InvalidDataException($"{path} does not say how it ends.");
        return new Attack(
            Path.GetRelativePath(Folder, path),
            Languages[kind],
            (File.Exists(prelude) ? File.ReadAllText(prelude) : "") + file,
            expected,
            remarks.Elsewhere(expected),
            remarks.Only);
    }
}
