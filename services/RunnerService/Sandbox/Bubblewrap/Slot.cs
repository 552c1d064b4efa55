using System.ComponentModel;
using CodeExec.RunnerService.Sandbox.Forking;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>How a run gets its isolation.</summary>
internal enum Isolation
{
    /// <summary>A bubblewrap of its own.</summary>
    SingleUse,

    /// <summary>Forked into namespaces that were made ahead.</summary>
    Forked,

    /// <summary>In an interpreter that was started ahead and waits.</summary>
    Waiting,

    /// <summary>Forked, or in an interpreter that waits, and if that does not start, a bubblewrap of its own.</summary>
    ForkedOrSingleUse,
}

/// <summary>Runs one program at a time, always on the same thread, which both ways of isolation die with.</summary>
internal sealed partial class Slot(RunGroups groups, SingleUse singleUse, SlotForks forks, uint user, TimeProvider clock, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10); // after a second failure, so that what ails the machine is not made worse

    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private SandboxedProcess? _process;
    private IRunGroup? _group;
    private int _failures;
    private long _failedAt;

    public SandboxResult Run(SandboxJob job, Isolation isolation, CancellationToken cancellation)
    {
        if (isolation is Isolation.Forked or Isolation.Waiting || (isolation == Isolation.ForkedOrSingleUse && IsWell))
        {
            try
            {
                SeeOff();
                (_process, _group) = isolation == Isolation.Waiting ? forks.StartInWaiting(job) : forks.Start(job);
                var result = new Supervisor(_process, job.Stdin, job.Limits, _group, cancellation).Watch();
                _failures = 0;
                return result;
            }
            catch (Exception e) when (isolation == Isolation.ForkedOrSingleUse && e is (SandboxNotStartedException or Win32Exception))
            {
                Fail(e);
            }
            catch (SandboxException e)
            {
                Fail(e);
                throw;
            }
        }

        SeeOff();
        _group = groups.Create();
        _group.Limit(job.Limits);
        _process = singleUse.Start(job, user, _group.MembershipFiles);
        RunnerMetrics.Started("nothing");
        return new Supervisor(_process, job.Stdin, job.Limits, _group, cancellation).Watch();
    }

    /// <summary>Waits until nothing of the last run is left, which whoever wanted its result need not do.</summary>
    public void SeeOff()
    {
        if (_process is not null && !PidFd.Wait(_process.Handle, FarewellTime))
        {
            Fail(new SandboxException("what a run left does not end"));
        }

        _process?.Dispose();
        _process = null;
        if (_group is not null)
        {
            groups.RemoveLater(_group);
            _group = null;
        }
    }

    /// <summary>Between runs, so that the next one need not wait for it.</summary>
    public void Prepare()
    {
        try
        {
            if (IsWell)
            {
                forks.Prepare();
            }
        }
        catch (Exception e) when (e is SandboxException or Win32Exception)
        {
            Fail(e);
        }
    }

    public void Dispose()
    {
        SeeOff();
        forks.Dispose();
    }

    private bool IsWell => _failures < 2 || clock.GetElapsedTime(_failedAt) > Rest;

    private void Fail(Exception e)
    {
        LogFailed(e.Message);
        forks.Dispose();
        _failures++;
        _failedAt = clock.GetTimestamp();
    }

    [LoggerMessage(EventId = 3040, Level = LogLevel.Warning, Message = "Prepared sandboxes failed and are made anew: {Reason}")]
    private partial void LogFailed(string reason);
}
