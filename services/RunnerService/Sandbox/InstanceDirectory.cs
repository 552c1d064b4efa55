using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox;

/// <summary>
/// The folder of this runner process below <see cref="RunnerOptions.StateDirectory"/>: its runs' sources, and a note of what else it made.
/// A lock on it tells the living from the dead, whose leavings the next runner removes.
/// </summary>
internal sealed class InstanceDirectory : IDisposable
{
    // Others may pass through: sandboxes have user ids of their own and must reach their sources, whose names nobody can list.
    private const UnixFileMode PassThrough = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const int MostAttempts = 20;

    private readonly FileStream _lock;

    private InstanceDirectory(string path, FileStream @lock)
    {
        (Path, _lock) = (path, @lock);
    }

    public string Path { get; }

    /// <summary>Name that no other runner process has.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    private string Notes => $"{Path}/cgroups";

    /// <summary>Sweeps what dead runners left and makes a folder for this one.</summary>
    /// <exception cref="SandboxUnavailableException">The state directory cannot be used.</exception>
    public static InstanceDirectory Open(string stateDirectory)
    {
        try
        {
            MakeOwn(stateDirectory);
            var instances = Make($"{stateDirectory}/instances");
            foreach (var instance in Directory.GetDirectories(instances))
            {
                Sweep(instance);
            }

            return MakeInstance(instances);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxUnavailableException($"The runner cannot keep its state in {stateDirectory} ({e.Message}) Set Runner__StateDirectory to a folder that it may write.", e);
        }
    }

    /// <summary>Makes a folder below this one that others may pass through.</summary>
    public string Make(params ReadOnlySpan<string> names) => Make(System.IO.Path.Combine([Path, .. names]));

    /// <summary>Notes a cgroup that is about to be made, so that a later runner can remove it.</summary>
    public void Remember(string cgroup) => File.AppendAllText(Notes, cgroup + "\n");

    public void Dispose()
    {
        var cgroups = File.Exists(Notes) ? File.ReadAllLines(Notes) : [];
        if (cgroups.All(CgroupRunGroup.Sweep))
        {
            Directory.Delete(Path, recursive: true);
        }

        _lock.Dispose();
    }

    // Another runner that starts just now may take it for a dead one's before it is locked.
    private static InstanceDirectory MakeInstance(string instances)
    {
        for (var attempt = 1; ; attempt++)
        {
            var path = Make($"{instances}/{Guid.NewGuid():N}");
            try
            {
                var taken = Lock(path);
                if (File.Exists(taken.Name))
                {
                    return new InstanceDirectory(path, taken);
                }

                taken.Dispose();
            }
            catch (IOException) when (attempt < MostAttempts)
            {
            }
        }
    }

    private static void Sweep(string path)
    {
        try
        {
            new InstanceDirectory(path, Lock(path)).Dispose();
        }
        catch (IOException)
        {
            // Its runner lives and holds the lock, or another one sweeps it just now.
        }
    }

    // flock(2) underneath: the kernel lets go of it with the process, however that ends.
    private static FileStream Lock(string path) => new($"{path}/lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static string Make(string path) => Directory.CreateDirectory(path, PassThrough).FullName;

    // The default lies in /tmp, where anyone could have made it first, and as root we would write wherever its owner leads us.
    private static void MakeOwn(string path)
    {
        Make(path);
        if (!Posix.IsOwnDirectory(path))
        {
            throw new IOException("It is a link or belongs to another user.");
        }

        File.SetUnixFileMode(path, PassThrough);
    }
}
