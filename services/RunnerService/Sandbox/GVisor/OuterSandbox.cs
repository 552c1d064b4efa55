using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>
/// A new gVisor for a run, in a bubblewrap of its own: launch → bwrap → runsc → init → the program. Whoever breaks out of gVisor's kernel
/// finds himself there: without the host's files, processes and network, and dead when the run is.
/// </summary>
internal sealed class OuterSandbox(SandboxMachine machine, Runsc runsc, RunFolders folders, SystemFiles systemFiles)
{
    private const string Root = "/sandbox";
    private const string Bundle = "/bundle";
    private const string State = "/run";
    private static readonly string[] MountPoints = ["proc", "dev", "sys", "tmp", "workspace"];

    public SandboxedProcess Start(SandboxJob job, string platform, uint user, IReadOnlyList<string> membershipFiles)
    {
        var folder = folders.Make(job, user);
        try
        {
            File.WriteAllBytes($"{folder}/{OciBundle.FileName}", OciBundle.Describe(job, Root));
            File.SetUnixFileMode($"{folder}/{OciBundle.FileName}", RunFolders.Read);
            return ChildProcess.Start(
                // No limits of its own: gVisor's kernel sets them for the program, and would keep its memory in one big file of ours.
                LaunchCommand.Build(machine.Bubblewrap, user, null, 0, membershipFiles, runsc.Run(platform, State, Bundle, "run")),
                Arguments(job, folder),
                new RunPipes(statusOverStdin: true),
                () => Directory.Delete(folder, recursive: true),
                killWhenReported: true);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    // runsc is root in the namespace and has all its rights there: it makes more of them, without setuid programs or the right to map other users.
    private byte[] Arguments(SandboxJob job, string folder) => BubblewrapArguments.Text(
    [
        .. BubblewrapArguments.Namespaces(0), "--cap-add", "ALL",
        .. BubblewrapArguments.ReadOnlyTree(systemFiles), .. BubblewrapArguments.Kernel, "--ro-bind", runsc.Path, runsc.Path,
        "--tmpfs", "/tmp", "--tmpfs", State,
        "--dir", Root, // else it is made for its first mount, and for root alone
        .. BubblewrapArguments.ReadOnlyTree(systemFiles, Root), .. BubblewrapArguments.Programs(systemFiles.Init, job.Toolchain, Root),
        .. MountPoints.SelectMany(name => new[] { "--dir", $"{Root}/{name}" }),
        "--ro-bind", $"{folder}/{RunFolders.Source}", $"{Root}/src", "--ro-bind", $"{folder}/{OciBundle.FileName}", $"{Bundle}/{OciBundle.FileName}",
        .. BubblewrapArguments.Sealed, "--chdir", "/",
    ]);
}
