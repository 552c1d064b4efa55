namespace CodeExec.Standalone;

/// <summary>Where everything that must survive a restart is. One host at a time holds it.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // EWOULDBLOCK of flock(2), which is what FileShare.None is on Linux; the kernel lets go of it however the process ends.
    private const int HeldByAnother = 11;

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream fileLock)
    {
        Path = path;
        _lock = fileLock;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Opens or creates it and takes hold of it.</summary>
    /// <exception cref="SetupException">Another host holds it, or it cannot be written.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full, OwnerOnly);
            return new DataDirectory(full, new FileStream(
                System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult == HeldByAnother)
        {
            throw new SetupException($"Another CodeExec is running on {full}. Stop it, or choose another directory with --data.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"The data directory {full} cannot be used: {e.Message} Choose another with --data.");
        }
    }

    /// <summary>Full path of a file in it.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();
}
