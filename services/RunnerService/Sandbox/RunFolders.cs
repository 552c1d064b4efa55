using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox;

/// <summary>Makes the folder of the host that one sandbox reads from: the job's files, which become its <c>/src</c>.</summary>
internal sealed class RunFolders(InstanceDirectory instance)
{
    /// <summary>Where the job's files are, below its folder.</summary>
    public const string Source = "src";

    /// <summary>Mode of a file that everyone who gets there may read.</summary>
    public const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ReadAndExecute = Read | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private int _runs;

    /// <param name="job">What will run.</param>
    /// <param name="user">Who alone can enter it; 0 for who we are.</param>
    /// <returns>Its path. Whoever asked for it calls <see cref="Delete"/>.</returns>
    public string Make(SandboxJob job, uint user)
    {
        var folder = instance.Make("runs", $"{Interlocked.Increment(ref _runs)}");
        var source = Directory.CreateDirectory($"{folder}/{Source}").FullName;
        SourceFolder.Fill(source, job.Files);
        File.SetUnixFileMode(source, ReadAndExecute); // whoever the program is by its own kernel's lights, it may look
        if (user != 0)
        {
            _ = Posix.chown(source, user, user);
            _ = Posix.chown(folder, user, user);
        }

        File.SetUnixFileMode(folder, Own);
        return folder;
    }

    /// <summary>Deletes it. One that cannot be deleted is swept with the runner's folder: no run fails by what another left.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone already, or something is still on its way out of it.
        }
    }
}
