using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>A new bubblewrap for a run: launch → bwrap → init → the program.</summary>
internal sealed class SingleUse(SandboxMachine machine, RunFolders folders, SystemFiles systemFiles)
{
    private const string Status = "3"; // the descriptor that init reports to
    private const string Waits = "0"; // nothing is started ahead
    private const string Links = "0"; // bubblewrap makes them

    public SandboxedProcess Start(SandboxJob job, uint user, IReadOnlyList<string> membershipFiles)
    {
        var folder = folders.Make(job, user);
        try
        {
            return ChildProcess.Start(
                LaunchCommand.Build(
                    machine.Bubblewrap, user, job.Limits, machine.DataBytes(job.Limits), membershipFiles,
                    ["/init", $"{SandboxMachine.Processes(job.Limits)}", Status, Waits, Links, .. job.Command, .. job.Arguments]),
                BubblewrapArguments.SingleUse(job, $"{folder}/{RunFolders.Source}", systemFiles),
                new RunPipes(),
                () => RunFolders.Delete(folder));
        }
        catch
        {
            RunFolders.Delete(folder);
            throw;
        }
    }
}
