using System.Text;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>bubblewrap's command line; see bwrap(1). Order matters: each mount covers what came before it.</summary>
internal static class BubblewrapArguments
{
    private const int SharedMemoryBytes = 16 << 20;
    private static readonly string[] RootFolders = ["bin", "lib", "lib64", "sbin"];

    private static readonly (string Name, string Value)[] Environment =
    [
        ("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", "/workspace"), ("TMPDIR", "/tmp"), ("LANG", "C.UTF-8"),
    ];

    /// <summary>NUL-separated, for <c>--args</c>: on the command line the program could read the host's paths in /proc/1/cmdline.</summary>
    /// <param name="job">What will run.</param>
    /// <param name="source">Folder of the host that becomes /src.</param>
    /// <param name="systemFiles">The sandbox's own files; see <see cref="SystemFiles"/>.</param>
    public static byte[] Build(SandboxJob job, string source, SystemFiles systemFiles)
    {
        List<string> arguments =
        [
            "--as-pid-1", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup",
            "--hostname", "sandbox", "--uid", "1000", "--gid", "1000", "--clearenv",
        ];
        foreach (var (name, value) in Environment.Concat(job.Environment.Select(variable => (variable.Key, variable.Value))))
        {
            arguments.AddRange(["--setenv", name, value]);
        }

        arguments.AddRange(["--ro-bind", "/usr", "/usr"]);
        foreach (var name in RootFolders.Where(name => Directory.Exists($"/{name}")))
        {
            arguments.AddRange(new DirectoryInfo($"/{name}").LinkTarget is { } target ? ["--symlink", target, $"/{name}"] : ["--ro-bind", $"/{name}", $"/{name}"]);
        }

        var disk = job.Limits.DiskBytes.ToString();
        arguments.AddRange(
        [
            "--ro-bind", systemFiles.Etc, "/etc", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
            "--proc", "/proc", "--dev", "/dev", "--size", $"{SharedMemoryBytes}", "--tmpfs", "/dev/shm",
            "--size", disk, "--tmpfs", "/tmp", "--size", disk, "--tmpfs", "/workspace",
            "--ro-bind", source, "/src", "--ro-bind", systemFiles.Init, "/init",
        ]);
        if (job.Toolchain is { } toolchain)
        {
            arguments.AddRange(["--ro-bind", toolchain, "/toolchain"]);
        }

        arguments.AddRange(["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/workspace"]);
        return Encoding.UTF8.GetBytes(string.Join('\0', arguments) + '\0');
    }
}
