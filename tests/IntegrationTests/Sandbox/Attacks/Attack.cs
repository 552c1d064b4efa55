using System.Runtime.InteropServices;
using CodeExec.TestKit;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>One hostile program. Its file begins with comments that say what it does and, after <c>ends:</c>, how it must end.</summary>
/// <param name="Name">Its file below Programs, such as <c>kernel/ptrace.c</c>.</param>
/// <param name="Language">Name of its language in the catalogue.</param>
/// <param name="Source">What is submitted: the language's prelude and the file.</param>
/// <param name="Ends">How it may end, each a termination with its exit code or signal.</param>
/// <param name="Processor">The only processor it is for; null for any.</param>
internal sealed record Attack(string Name, string Language, string Source, IReadOnlyList<string> Ends, string? Processor)
{
    private static readonly Dictionary<string, string> Languages = new() { [".py"] = "python", [".c"] = "c", [".cpp"] = "cpp", [".go"] = "go" };

    private static readonly string Folder = Path.Combine(Machine.Root, "tests", "IntegrationTests", "Sandbox", "Attacks", "Programs");

    /// <summary>All of them that this machine can run, by name.</summary>
    public static IReadOnlyDictionary<string, Attack> Corpus { get; } = Directory.GetDirectories(Folder)
        .SelectMany(Directory.GetFiles)
        .Select(Read)
        .Where(attack => (attack.Processor ?? $"{RuntimeInformation.ProcessArchitecture}") == $"{RuntimeInformation.ProcessArchitecture}")
        .Where(attack => attack.Language != "cpp" || File.Exists("/usr/bin/g++"))
        .ToDictionary(attack => attack.Name);

    /// <summary>What is run beside and after them.</summary>
    public static string Neighbour { get; } = File.ReadAllText($"{Folder}/neighbour.py");

    private static Attack Read(string path)
    {
        var (kind, file) = (Path.GetExtension(path), File.ReadAllText(path));
        var prelude = $"{Folder}/prelude{kind}";
        return new Attack(
            Path.GetRelativePath(Folder, path),
            Languages[kind],
            (File.Exists(prelude) ? File.ReadAllText(prelude) : "") + file,
            (Remark(file, "ends: ") ?? throw new InvalidDataException($"{path} does not say how it ends.")).Split(" or "),
            Remark(file, "only: "));
    }

    private static string? Remark(string file, string key) => file.Split('\n')
        .TakeWhile(line => line.StartsWith('#') || line.StartsWith("//", StringComparison.Ordinal))
        .Select(line => line.TrimStart('#', '/', ' '))
        .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
}
