using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>A new bubblewrap for a run: launch → bwrap → init → the program.</summary>
internal sealed class SingleUse(SandboxMachine machine, InstanceDirectory instance, SystemFiles systemFiles)
{
    private int _runs;

    public SandboxedProcess Start(SandboxJob job, uint user, IReadOnlyList<string> membershipFiles)
    {
        var source = WriteSource(job, user);
        try
        {
            return ChildProcess.Start(
                LaunchCommand.Build(
                    machine.Bubblewrap, user, job.Limits, machine.DataBytes(job.Limits), membershipFiles,
                    ["/init", $"{SandboxMachine.Processes(job.Limits)}", .. job.Command, .. job.Arguments]),
                BubblewrapArguments.SingleUse(job, source, systemFiles),
                () => Directory.Delete(source, recursive: true));
        }
        catch
        {
            Directory.Delete(source, recursive: true);
            throw;
        }
    }

    // In a folder that only the sandbox's user can enter.
    private string WriteSource(SandboxJob job, uint user)
    {
        var folder = instance.Make("runs", $"{Interlocked.Increment(ref _runs)}");
        SourceFolder.Fill(folder, job.Files);
        if (user != 0)
        {
            _ = Posix.chown(folder, user, user);
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }
}
