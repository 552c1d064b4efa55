using System.Text;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>bubblewrap's command line; see bwrap(1). Order matters: each mount covers what came before it.</summary>
internal static class BubblewrapArguments
{
    private const int SharedMemoryBytes = 16 << 20;
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
            .. Namespaces, "--cap-drop", "ALL",
            .. SandboxEnvironment.For(job).SelectMany(variable => new[] { "--setenv", variable.Key, variable.Value }),
            .. ReadOnlyTree(systemFiles, systemFiles.Init, job.Toolchain),
            "--size", $"{SharedMemoryBytes}", "--tmpfs", "/dev/shm", "--size", disk, "--tmpfs", "/tmp", "--size", disk, "--tmpfs", "/workspace",
            "--ro-bind", source, "/src", .. job.Links.SelectMany(name => new[] { "--symlink", $"/src/{name}", $"/workspace/{name}" }),
            .. Sealed, "--chdir", "/workspace",
        ]);
    }

    /// <summary>
    /// The sandbox around a factory (factory.c): the same tree, with places for what each run has of its own. Its capabilities are those of
    /// its user namespace alone.
    /// </summary>
    public static byte[] Factory(string? toolchain, SystemFiles systemFiles) => Text(
    [
        .. Namespaces, "--cap-add", "ALL",
        .. ReadOnlyTree(systemFiles, systemFiles.Factory, toolchain),
        "--dir", "/tmp", "--dir", "/workspace", "--ro-bind", systemFiles.Template, SystemFiles.TemplateInside,
        .. Sealed, "--chdir", "/",
    ]);

    private static readonly string[] Namespaces =
    [
        "--as-pid-1", "--die-with-parent", "--new-session",
        "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup",
        "--hostname", "sandbox", "--uid", "1000", "--gid", "1000", "--clearenv",
    ];

    private static readonly string[] Sealed = ["--remount-ro", "/dev", "--remount-ro", "/"];

    private static List<string> ReadOnlyTree(SystemFiles systemFiles, string init, string? toolchain)
    {
        List<string> arguments = ["--ro-bind", "/usr", "/usr"];
        foreach (var name in RootFolders.Where(name => Directory.Exists($"/{name}")))
        {
            arguments.AddRange(new DirectoryInfo($"/{name}").LinkTarget is { } target ? ["--symlink", target, $"/{name}"] : ["--ro-bind", $"/{name}", $"/{name}"]);
        }

        arguments.AddRange(
        [
            "--ro-bind", systemFiles.Etc, "/etc", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
            "--proc", "/proc", "--dev", "/dev", "--ro-bind", init, "/init",
        ]);
        if (toolchain is not null)
        {
            arguments.AddRange(["--ro-bind", toolchain, "/toolchain"]);
        }

        return arguments;
    }

    private static byte[] Text(IEnumerable<string> arguments) => Encoding.UTF8.GetBytes(string.Join('\0', arguments) + '\0');
}
