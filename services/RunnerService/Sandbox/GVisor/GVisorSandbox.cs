using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>
/// gVisor gives every run a kernel of its own, a program without privileges that answers the user's system calls, so that these never
/// reach the machine's kernel. bubblewrap is around it.
/// </summary>
internal sealed partial class GVisorSandbox : ISandbox
{
    private readonly ILogger<GVisorSandbox> _logger;
    private readonly SandboxMachine _machine;
    private readonly RunGroups _groups;
    private readonly Runsc _runsc;
    private readonly SlotThreads<GVisorSlot> _slots;
    private readonly bool _mayWait;
    private volatile string _platform;
    private volatile bool _waits;

    /// <exception cref="SandboxUnavailableException">gVisor or bubblewrap is not installed.</exception>
    public GVisorSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups, TimeProvider clock, ILogger<GVisorSandbox> logger)
    {
        (_machine, _groups, _runsc, _logger) = (new SandboxMachine(cgroups), new RunGroups(cgroups, clock), Runsc.Find(), logger);
        _platform = _runsc.Platforms[0];
        var outer = new OuterSandbox(_machine, _runsc, new RunFolders(instance), new SystemFiles(instance));
        _mayWait = options.Value.WaitingMemoryBytes > 0;
        _slots = new SlotThreads<GVisorSlot>(options.Value.Slots, MakeSlot, Rest);

        GVisorSlot MakeSlot(int number)
        {
            var user = options.Value.SandboxUserId(number);
            return new GVisorSlot(_groups, outer, new GVisorAhead(_groups, outer, options.Value, user, clock), user);
        }
    }

    public string Name => RunnerOptions.GVisor;

    public IReadOnlyDictionary<string, string> EnforcedLimits
    {
        get
        {
            var limits = _machine.EnforcedLimits();
            limits["cpu_time"] += ", what gVisor does for them included";
            limits["cpu_share"] += _machine.Cgroups is { Cpu: not null } ? ", gVisor itself included" : "";
            limits["memory"] += $", and {GVisorRunGroup.OwnMemoryBytes >> 20} MiB for gVisor itself";
            limits["processes"] = "RLIMIT_NPROC of gVisor's kernel";
            limits["start"] = $"a gVisor for each run{(_waits ? ", with the interpreter of the last one started ahead" : "")}: runsc {_runsc.Version}, {_platform}";
            return limits;
        }
    }

    public async Task SelfTestAsync(CancellationToken cancellation)
    {
        foreach (var platform in _runsc.Platforms)
        {
            try
            {
                _platform = platform;
                var facts = SandboxFact.OfGVisor(await File.ReadAllTextAsync("/proc/version", cancellation));
                await SandboxSelfTest.RunAsync(job => RunAsync(job, cancellation), facts);
                await TestWaitingAsync(facts, cancellation);
                return;
            }
            catch (Exception e) when (e is SandboxException or SandboxUnavailableException && platform != _runsc.Platforms[^1])
            {
                LogPlatform(platform, e.Message);
            }
            catch (SandboxException e)
            {
                throw new SandboxUnavailableException(GVisorFailure.Explain(e.Message), e);
            }
        }
    }

    public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation) =>
        _slots.RunAsync(job, slot => slot.Run(job, _platform, _waits, cancellation), cancellation);

    public async ValueTask DisposeAsync()
    {
        _slots.Join();
        await _groups.RemovedAsync();
    }

    /// <summary>The same, in a gVisor that was started ahead.</summary>
    internal Task<SandboxResult> RunInWaitingAsync(SandboxJob job, CancellationToken cancellation) =>
        _slots.RunAsync(job, slot => slot.RunInWaiting(job, _platform, cancellation), cancellation);

    private async Task TestWaitingAsync(IReadOnlyList<SandboxFact> facts, CancellationToken cancellation)
    {
        try
        {
            if (_mayWait)
            {
                await SandboxSelfTest.RunPythonAsync(job => RunInWaitingAsync(job, cancellation), facts);
                _waits = true;
            }
        }
        catch (Exception e) when (e is SandboxException or SandboxUnavailableException)
        {
            LogNoWaiting(e.Message);
        }
    }

    private void Rest(GVisorSlot slot)
    {
        slot.SeeOff();
        if (_waits)
        {
            slot.Prepare();
        }
    }

    [LoggerMessage(EventId = 3042, Level = LogLevel.Warning, Message = "No interpreters are started ahead to wait for runs: {Reason}")]
    private partial void LogNoWaiting(string reason);

    [LoggerMessage(EventId = 3043, Level = LogLevel.Warning, Message = "gVisor does not work here by {Platform}: {Reason}")]
    private partial void LogPlatform(string platform, string reason);
}
