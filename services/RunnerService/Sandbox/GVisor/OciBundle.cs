using System.Text.Json;
using CodeExec.RunnerService.Sandbox.Bubblewrap;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>A run as an OCI runtime takes it: the bundle's <c>config.json</c>; see the OCI runtime specification.</summary>
internal static class OciBundle
{
    public const string FileName = "config.json";

    private const string InputSocket = "0"; // init reports by the socket that is its standard input

    /// <param name="job">What will run.</param>
    /// <param name="root">Folder that is its root.</param>
    /// <param name="source">Folder that becomes /src, where files may come later. Null: the root has it, with all that will ever be in it.</param>
    public static byte[] Describe(SandboxJob job, string root, string? source) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        ociVersion = "1.0.0",
        hostname = "sandbox",
        root = new { path = root, @readonly = true },
        process = new
        {
            args = (string[])["/init", $"{job.Limits.Processes}", InputSocket, source is null ? "0" : "1", $"{job.Links.Count}", .. job.Links, .. job.Command, .. job.Arguments],
            env = SandboxEnvironment.Strings(job),
            cwd = "/workspace",
            user = new { uid = 0, gid = 1000 }, // init's, not the program's; see apart.h
            capabilities = new { bounding = Rights, effective = Rights, permitted = Rights, inheritable = Rights, ambient = Rights },
            noNewPrivileges = true,
            rlimits = Limits(job.Limits),
        },
        mounts = (object[])
        [
            Memory("/dev/shm", "1777", BubblewrapArguments.SharedMemoryBytes),
            Memory("/tmp", "1777", job.Limits.DiskBytes),
            Memory("/workspace", "755", job.Limits.DiskBytes),
            .. source is null ? Array.Empty<object>() : [new { destination = "/src", type = "bind", source, options = (string[])["ro", "nosuid", "nodev"] }],
        ],
        linux = new { namespaces = Namespaces },
    });

    // For init, which drops them.
    private static readonly string[] Rights = ["CAP_CHOWN", "CAP_SETUID", "CAP_SETPCAP"];

    private static readonly object[] Namespaces = [.. new[] { "pid", "mount", "ipc", "uts", "network" }.Select(type => new { type })];

    private static object[] Limits(SandboxLimits limits)
    {
        var seconds = LaunchCommand.WholeSeconds(limits.CpuTime);
        return
        [
            Limit("CPU", seconds, seconds + 1), // SIGXCPU at the limit, SIGKILL a second later
            Limit("FSIZE", limits.FileBytes, limits.FileBytes),
            Limit("NOFILE", limits.OpenFiles, limits.OpenFiles),
            Limit("CORE", 0, 0),
        ];
    }

    private static object Limit(string resource, long soft, long hard) => new { type = $"RLIMIT_{resource}", soft, hard };

    private static object Memory(string destination, string mode, long bytes) => new
    {
        destination,
        type = "tmpfs",
        source = "tmpfs",
        options = (string[])["nosuid", "nodev", $"mode={mode}", $"size={bytes}", "uid=1000", "gid=1000"],
    };
}
