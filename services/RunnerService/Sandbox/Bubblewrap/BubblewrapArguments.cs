using System.Text;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>bubblewrap's command line; see bwrap(1). Order matters: each mount covers what came before it.</summary>
internal static class BubblewrapArguments
{
    /// <summary>Size of /dev/shm, in bytes.</summary>
    public const int SharedMemoryBytes = 16 << 20;

    private static readonly string[] RootFolders = ["bin", "lib", "lib64", "sbin"];

    /// <summary>A sandbox for one run, NUL-separated, for <c>--args</c>: on the command line the program could read the host's paths in /proc/1/cmdline.</summary>
    /// <param name="job">What will run.</param>
    /// <param name="source">Folder of the host that becomes /src.</param>
    /// <param name="systemFiles">The sandbox's own files; see <see cref="SystemFiles"/>.</param>
    public static byte[] SingleUse(SandboxJob job, string source, SystemFiles systemFiles)
    {
        var disk = job.Limits.DiskBytes.ToString();
        return Text(
        [
            .. Namespaces(1000), "--cap-drop", "ALL",
            .. SandboxEnvironment.For(job).SelectMany(variable => new[] { "--setenv", variable.Key, variable.Value }),
            .. ReadOnlyTree(systemFiles), .. Kernel, .. Programs(systemFiles, systemFiles.Init, job.Toolchain),
            "--size", $"{SharedMemoryBytes}", "--tmpfs", "/dev/shm", "--size", disk, "--tmpfs", "/tmp", "--size", disk, "--tmpfs", "/workspace",
            "--ro-bind", source, "/src", .. job.Links.SelectMany(name => new[] { "--symlink", $"/src/{name}", $"/workspace/{name}" }),
            .. Sealed, "--remount-ro", "/proc", "--chdir", "/workspace",
        ]);
    }

    /// <summary>
    /// The sandbox around a factory (factory.c): the same tree, with places for what each run has of its own. Its capabilities are those of
    /// its user namespace alone.
    /// </summary>
    public static byte[] Factory(string? toolchain, SystemFiles systemFiles) => Text(
    [
        .. Namespaces(1000), "--cap-add", "ALL",
        .. ReadOnlyTree(systemFiles), .. Kernel, .. Programs(systemFiles, systemFiles.Factory, toolchain),
        "--dir", "/tmp", "--dir", "/workspace", "--ro-bind", systemFiles.Template, SystemFiles.TemplateInside,
        .. Sealed, "--chdir", "/",
    ]);

    /// <summary>Namespaces of its own, in which it is the user with that id.</summary>
    public static IEnumerable<string> Namespaces(int user) =>
    [
        "--as-pid-1", "--die-with-parent", "--new-session",
        "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup",
        "--hostname", "sandbox", "--uid", $"{user}", "--gid", $"{user}", "--clearenv",
    ];

    /// <summary>What the kernel itself has to show.</summary>
    public static readonly string[] Kernel = ["--proc", "/proc", "--dev", "/dev"];

    /// <summary>The last arguments: nothing can be made there any more.</summary>
    public static readonly string[] Sealed = ["--remount-ro", "/dev", "--remount-ro", "/"];

    /// <summary>/usr and a small /etc, below a folder or, with "", at the top.</summary>
    public static List<string> ReadOnlyTree(SystemFiles systemFiles, string below = "")
    {
        List<string> arguments = ["--ro-bind", "/usr", $"{below}/usr"];
        foreach (var name in RootFolders.Where(name => Directory.Exists($"/{name}")))
        {
            arguments.AddRange(new DirectoryInfo($"/{name}").LinkTarget is { } target ? ["--symlink", target, $"{below}/{name}"] : ["--ro-bind", $"/{name}", $"{below}/{name}"]);
        }

        arguments.AddRange(["--ro-bind", systemFiles.Etc, $"{below}/etc", "--ro-bind-try", "/etc/alternatives", $"{below}/etc/alternatives"]);
        return arguments;
    }

    /// <summary>/init, /compile, and /toolchain if there is one, below a folder or, with "", at the top.</summary>
    public static IEnumerable<string> Programs(SystemFiles systemFiles, string init, string? toolchain, string below = "") =>
    [
        "--ro-bind", init, $"{below}/init", "--ro-bind", systemFiles.Compile, $"{below}/compile",
        .. toolchain is null ? Array.Empty<string>() : ["--ro-bind", toolchain, $"{below}/toolchain"],
    ];

    public static byte[] Text(IEnumerable<string> arguments) => Encoding.UTF8.GetBytes(string.Join('\0', arguments) + '\0');
}
