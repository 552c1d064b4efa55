using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>Runs one program at a time, always on the same thread.</summary>
internal sealed class GVisorSlot(RunGroups groups, OuterSandbox outer, uint user) : IDisposable
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private SandboxedProcess? _process;
    private IRunGroup? _group;

    public SandboxResult Run(SandboxJob job, string platform, CancellationToken cancellation)
    {
        SeeOff();
        _group = groups.Create();
        var group = new GVisorRunGroup(_group);
        group.Limit(job.Limits);
        _process = outer.Start(job, platform, user, group.MembershipFiles);
        RunnerMetrics.Started("nothing");
        return new Supervisor(_process, job.Stdin, job.Limits, group, cancellation).Watch();
    }

    /// <summary>Waits until nothing of the last run is left, which whoever wanted its result need not do.</summary>
    public void SeeOff()
    {
        if (_process is not null)
        {
            PidFd.Wait(_process.Handle, FarewellTime);
            _process.Dispose();
            _process = null;
        }

        if (_group is not null)
        {
            groups.RemoveLater(_group);
            _group = null;
        }
    }

    public void Dispose() => SeeOff();
}
