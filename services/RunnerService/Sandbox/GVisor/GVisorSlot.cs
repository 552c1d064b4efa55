using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>Runs one program at a time, always on the same thread.</summary>
internal sealed class GVisorSlot(RunGroups groups, OuterSandbox outer, GVisorAhead ahead, uint user) : IDisposable
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // for an interpreter's start, on a machine that may be overloaded

    private SandboxedProcess? _process;
    private GVisorRunGroup? _group;

    /// <summary>In a gVisor that waits if there is one, or in a new one.</summary>
    public SandboxResult Run(SandboxJob job, string platform, bool waits, CancellationToken cancellation)
    {
        SeeOff();
        try
        {
            if (waits && ahead.Take(job, platform, TimeSpan.Zero) is { } ready)
            {
                return Run(ready, job, cancellation);
            }
        }
        catch (SandboxNotStartedException)
        {
            SeeOff(); // it died while it waited
        }

        _group = new GVisorRunGroup(groups.Create());
        _group.Limit(job.Limits);
        _process = outer.Start(job, platform, user, _group.MembershipFiles);
        RunnerMetrics.Started("nothing");
        return new Supervisor(_process, job.Stdin, job.Limits, _group, cancellation).Watch();
    }

    /// <summary>In a gVisor that waits, even if that must be started first.</summary>
    /// <exception cref="SandboxNotStartedException">It does not come to wait.</exception>
    public SandboxResult RunInWaiting(SandboxJob job, string platform, CancellationToken cancellation)
    {
        SeeOff();
        return Run(
            ahead.Take(job, platform, Patience) ?? throw new SandboxNotStartedException("The interpreter does not come to wait for its program."), job, cancellation);
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

    /// <summary>Between runs, so that the next one need not wait for it.</summary>
    public void Prepare() => ahead.Prepare();

    public void Dispose()
    {
        SeeOff();
        ahead.Dispose();
    }

    private SandboxResult Run(WaitingGVisor ready, SandboxJob job, CancellationToken cancellation)
    {
        (_process, _group) = ready.Start(job.Files[0].Content.Span);
        RunnerMetrics.Started("waiting");
        return new Supervisor(_process, job.Stdin, job.Limits, _group, cancellation).Watch();
    }
}
