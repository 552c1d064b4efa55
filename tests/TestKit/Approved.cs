using System.Runtime.CompilerServices;

namespace CodeExec.TestKit;

/// <summary>Text that is checked in beside the test and must not change unnoticed.</summary>
public static class Approved
{
    /// <summary>
    /// Compares with the file <paramref name="name"/> below <c>Approved/</c> beside the calling test. When it differs the new text is
    /// written beside it as <c>NAME.received</c>; move it over the old one to approve it.
    /// </summary>
    public static void Matches(string name, string text, [CallerFilePath] string test = "") =>
        MatchesFile(Path.Combine(Path.GetDirectoryName(test)!, "Approved", name), text);

    /// <summary>Compares with any checked-in file.</summary>
    public static void MatchesFile(string file, string text)
    {
        var actual = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        var expected = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            return;
        }

        var directory = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(directory);
        var received = Path.Combine(directory, $"{Path.GetFileNameWithoutExtension(file)}.received{Path.GetExtension(file)}");
        File.WriteAllText(received, actual);
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        throw new InvalidOperationException(
            $"{file} differs from line {line + 1} on.\n  approved: {before.ElementAtOrDefault(line)}\n  received: {after.ElementAtOrDefault(line)}\n"
            + $"If the change is meant: mv {received} {file}");
    }
}
