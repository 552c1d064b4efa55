using System.Collections.Concurrent;
using System.Globalization;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>Makes the group of each run, and removes it when it is empty.</summary>
internal sealed class RunGroups(Cgroups? cgroups, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Task, bool> _removals = [];
    private int _runs;

    public IRunGroup Create() => cgroups is null
        ? new PolledRunGroup()
        : new CgroupRunGroup(cgroups, Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture), clock);

    /// <summary>It may take a moment until killed processes are gone, and the next run need not wait for that.</summary>
    public void RemoveLater(IRunGroup group)
    {
        var removal = group.RemoveAsync();
        _removals.TryAdd(removal, true);
        _ = removal.ContinueWith(done => _removals.TryRemove(done, out _), TaskScheduler.Default);
    }

    public Task RemovedAsync() => Task.WhenAll(_removals.Keys);
}
