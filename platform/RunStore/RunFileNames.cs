using System.Text;

namespace CodeExec.RunStore;

/// <summary>What a file beside a program may be called: whatever it is, it stays below the folder it is put into.</summary>
public static class RunFileNames
{
    /// <summary>Longest name, folders included, in bytes of UTF-8.</summary>
    public const int MaximumBytes = 255;

    /// <summary>Most parts of a name: the file and the folders it is in.</summary>
    public const int MaximumDepth = 8;

    /// <summary>What is wrong with <paramref name="name"/>, as the end of a sentence that begins with it. Null when nothing is.</summary>
    public static string? FaultOf(string name)
    {
        var parts = name.Split('/');
        return parts switch
        {
            _ when name.Length == 0 => "is empty",
            _ when Encoding.UTF8.GetByteCount(name) > MaximumBytes => $"has more than {MaximumBytes} bytes in UTF-8",
            _ when name.Any(letter => char.IsControl(letter) || letter == '\\') => "has a backslash or a control character",
            _ when name[0] == '/' => "begins with a slash; it must be relative",
            _ when parts.Any(part => part.Length == 0) => "has an empty part; there is one slash between two parts and none at the end",
            _ when parts.Any(part => part is "." or "..") => "has . or .. for a part",
            { Length: > MaximumDepth } => $"has {parts.Length} parts; {MaximumDepth} are the most",
            _ => null,
        };
    }

    /// <summary>The folders that a file of this name is in, the outermost first.</summary>
    public static IEnumerable<string> FoldersOf(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            yield return name[..slash];
        }
    }
}
