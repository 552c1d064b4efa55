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
    private const string Source = "/source";
    private static readonly string[] MountPoints = ["proc", "dev", "sys", "tmp", "workspace"];

    /// <summary>Starts the program.</summary>
    public SandboxedProcess Start(SandboxJob job, string platform, uint user, IReadOnlyList<string> membershipFiles) =>
        Start(job, folders.Make(job, user), ahead: false, platform, user, membershipFiles);

    /// <summary>Starts the interpreter, which then waits where it opens the first of the job's files (ahead.h).</summary>
    /// <returns>The process, and the folder with that file, which the run's may still be written into.</returns>
    public (SandboxedProcess Process, string Source) StartAhead(SandboxJob job, string platform, uint user, IReadOnlyList<string> membershipFiles)
    {
        var folder = folders.Make(job, user);
        return (Start(job, folder, ahead: true, platform, user, membershipFiles), $"{folder}/{RunFolders.Source}");
    }

    private ChildProcess Start(SandboxJob job, string folder, bool ahead, string platform, uint user, IReadOnlyList<string> membershipFiles)
    {
        try
        {
            File.WriteAllBytes($"{folder}/{OciBundle.FileName}", OciBundle.Describe(job, Root, ahead ? Source : null));
            File.SetUnixFileMode($"{folder}/{OciBundle.FileName}", RunFolders.Read);
            return ChildProcess.Start(
                // No limits of its own: gVisor's kernel sets them for the program, and would keep its memory in one big file of ours.
                LaunchCommand.Build(machine.Bubblewrap, user, null, 0, membershipFiles, runsc.Run(platform, State, Bundle, "run")),
                Arguments(job, folder, ahead),
                new RunPipes(statusOverStdin: true),
                () => RunFolders.Delete(folder),
                killWhenReported: true);
        }
        catch
        {
            RunFolders.Delete(folder);
            throw;
        }
    }

    // runsc is root in the namespace and has all its rights there: it makes more of them, without setuid programs or the right to map other users.
    private byte[] Arguments(SandboxJob job, string folder, bool ahead) => BubblewrapArguments.Text(
    [
        .. BubblewrapArguments.Namespaces(0), "--cap-add", "ALL",
        .. BubblewrapArguments.ReadOnlyTree(systemFiles), .. BubblewrapArguments.Kernel, "--ro-bind", runsc.Path, runsc.Path,
        "--tmpfs", "/tmp", "--tmpfs", State,
        "--dir", Root, // else it is made for its first mount, and for root alone
        .. BubblewrapArguments.ReadOnlyTree(systemFiles, Root), .. BubblewrapArguments.Programs(systemFiles, systemFiles.Init, job.Toolchain, Root),
        .. MountPoints.SelectMany(name => new[] { "--dir", $"{Root}/{name}" }),
        .. SourceArguments($"{folder}/{RunFolders.Source}", ahead), "--ro-bind", $"{folder}/{OciBundle.FileName}", $"{Bundle}/{OciBundle.FileName}",
        .. BubblewrapArguments.Sealed, "--chdir", "/",
    ]);

    // gVisor keeps what it knows of its root. Where files come later, /src is a mount, of which it looks at each again.
    private string[] SourceArguments(string folder, bool ahead) => ahead
        ? ["--dir", $"{Root}/src", "--ro-bind", folder, Source, "--ro-bind", systemFiles.Template, $"{Root}/template.so"]
        : ["--ro-bind", folder, $"{Root}/src"];
}
