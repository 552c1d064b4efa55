using CodeExec.RunStore;

namespace CodeExec.RunnerService.Sandbox;

/// <summary>Writes a run's files into a folder that is new and that nobody else can enter yet.</summary>
internal static class SourceFolder
{
    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ReadAndExecute = Read | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Each file and folder is made here and by us; one that is there already is a fault, and no link is followed.</summary>
    /// <exception cref="IOException">Something was there, or the disk is full.</exception>
    public static void Fill(string folder, IReadOnlyList<SandboxFile> files)
    {
        foreach (var name in files.SelectMany(file => RunFileNames.FoldersOf(file.Name)).Distinct())
        {
            // Others must be able to list it: interpreters look for modules that way. Whatever the umask is.
            Directory.CreateDirectory($"{folder}/{name}");
            File.SetUnixFileMode($"{folder}/{name}", ReadAndExecute);
        }

        foreach (var file in files)
        {
            var path = $"{folder}/{file.Name}";
            using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write)) // O_EXCL: it follows no link
            {
                stream.Write(file.Content.Span);
            }

            File.SetUnixFileMode(path, file.Executable ? ReadAndExecute : Read);
        }
    }
}
