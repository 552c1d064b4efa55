namespace CodeExec.RunStore;

/// <summary>What is wrong with the files beside a program.</summary>
/// <param name="Field">Path of what is wrong in a request's body.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record RunFileFault(string Field, string Detail);

/// <summary>Whether files can all be put into one folder.</summary>
public static class RunFileRules
{
    /// <summary>Most files beside a program.</summary>
    public const int MaximumFiles = 100;

    /// <param name="files">As a client sent them: one may be null.</param>
    /// <param name="taken">Names that other files have, each with whose it is.</param>
    /// <returns>The first fault. Null when there is none.</returns>
    public static RunFileFault? Find(IReadOnlyList<RunFile?> files, params IReadOnlyList<(string Name, string Owner)> taken)
    {
        if (files.Count > MaximumFiles)
        {
            return new RunFileFault("files", $"files has {files.Count} files; {MaximumFiles} are the most.");
        }

        var names = taken.ToDictionary(file => file.Name, file => file.Owner, StringComparer.Ordinal);
        for (var index = 0; index < files.Count; index++)
        {
            if (files[index] is not { } file)
            {
                return new RunFileFault($"files[{index}]", $"files[{index}] must be an object with name and content.");
            }

            if (RunFileNames.FaultOf(file.Name) is { } fault)
            {
                return Fault(index, file, $"{fault}.");
            }

            if (!names.TryAdd(file.Name, "another file"))
            {
                return Fault(index, file, $"is the name of {names[file.Name]} too.");
            }
        }

        return files.Select((file, index) => RunFileNames.FoldersOf(file!.Name).FirstOrDefault(names.ContainsKey) is { } folder
                ? Fault(index, file, $"is in the folder '{folder}', which is the name of {names[folder]}.")
                : null)
            .FirstOrDefault(fault => fault is not null);
    }

    private static RunFileFault Fault(int index, RunFile file, string what)
    {
        var shown = file.Name.Length > 80 ? file.Name[..80] + "…" : file.Name;
        return new RunFileFault($"files[{index}].name", $"files[{index}].name '{shown}' {what}");
    }
}
