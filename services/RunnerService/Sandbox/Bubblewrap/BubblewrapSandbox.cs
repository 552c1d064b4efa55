using CodeExec.RunnerService.Sandbox.Forking;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>
/// bubblewrap holds the read-only tree; every run has namespaces, a seccomp filter and limits of its own, and no capabilities. Where it
/// works, the namespaces are made ahead and programs forked into them; else each run has a bubblewrap of its own.
/// </summary>
internal sealed partial class BubblewrapSandbox : ISandbox
{
    private readonly RunnerOptions _options;
    private readonly ILogger<BubblewrapSandbox> _logger;
    private readonly SandboxMachine _machine;
    private readonly RunGroups _groups;
    private readonly SlotThreads<Slot> _slots;
    private volatile string? _singleUseBecause;
    private volatile bool _waits;

    /// <exception cref="SandboxUnavailableException">bubblewrap is not installed.</exception>
    public BubblewrapSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups, TimeProvider clock, ILogger<BubblewrapSandbox> logger)
    {
        (_options, _logger) = (options.Value, logger);
        (_machine, _groups) = (new SandboxMachine(cgroups), new RunGroups(cgroups, clock));
        _singleUseBecause = this switch
        {
            _ when !_options.ForkRuns => "Runner__ForkRuns is false",
            _ when !SandboxMachine.CountsProcessesOfNamespace => "Linux is older than 5.14",
            _ => "not yet tested",
        };

        var systemFiles = new SystemFiles(instance);
        var singleUse = new SingleUse(_machine, new RunFolders(instance), systemFiles);
        var demand = new TemplateDemand();
        _slots = new SlotThreads<Slot>(_options.Slots, MakeSlot, Rest);

        Slot MakeSlot(int number)
        {
            var user = _options.SandboxUserId(number);
            return new Slot(_groups, singleUse, new SlotForks(_machine, systemFiles, _options, user, demand, _groups, clock), user, clock, logger);
        }
    }

    public string Name => "bubblewrap";

    public IReadOnlyDictionary<string, string> EnforcedLimits
    {
        get
        {
            var limits = _machine.EnforcedLimits();
            limits["start"] = _singleUseBecause is { } reason ? $"a bubblewrap for each run: {reason}" : "forked into namespaces made ahead";
            return limits;
        }
    }

    public async Task SelfTestAsync(CancellationToken cancellation)
    {
        try
        {
            await SandboxSelfTest.RunAsync(job => RunAsync(job, Isolation.SingleUse, cancellation), SandboxFact.OfNamespaces);
        }
        catch (SandboxException e)
        {
            throw new SandboxUnavailableException(BubblewrapFailure.Explain(e.Message), e);
        }

        if (!_options.ForkRuns || !SandboxMachine.CountsProcessesOfNamespace)
        {
            return;
        }

        try
        {
            await SandboxSelfTest.RunAsync(job => RunAsync(job, Isolation.Forked, cancellation), SandboxFact.OfNamespaces);
            await SandboxSelfTest.RunPythonAsync(job => RunAsync(job, Isolation.Forked, cancellation), SandboxFact.OfNamespaces);
            _singleUseBecause = null;
        }
        catch (Exception e) when (e is SandboxException or SandboxUnavailableException)
        {
            _singleUseBecause = e.Message;
            LogSingleUse(e.Message);
            return;
        }

        try
        {
            if (_options.WaitingMemoryBytes > 0)
            {
                await SandboxSelfTest.RunPythonAsync(job => RunAsync(job, Isolation.Waiting, cancellation), SandboxFact.OfNamespaces);
                _waits = true;
            }
        }
        catch (Exception e) when (e is SandboxException or SandboxUnavailableException)
        {
            LogNoWaiting(e.Message);
        }
    }

    public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation) =>
        RunAsync(StartedAhead(job), _singleUseBecause is null ? Isolation.ForkedOrSingleUse : Isolation.SingleUse, cancellation);

    public async ValueTask DisposeAsync()
    {
        _slots.Join();
        await _groups.RemovedAsync();
    }

    /// <summary>The same, in the isolation that is said.</summary>
    internal Task<SandboxResult> RunAsync(SandboxJob job, Isolation isolation, CancellationToken cancellation) =>
        _slots.RunAsync(job, slot => slot.Run(job, isolation, cancellation), cancellation);

    // A template for a single run would be a detour: an interpreter that waits shares no more.
    private SandboxJob StartedAhead(SandboxJob job) => _options.TemplateRuns == 1
        ? job with { Forkable = false, Waitable = _waits && (job.Waitable || job.Forkable) }
        : job with { Waitable = _waits && job.Waitable };

    private void Rest(Slot slot)
    {
        slot.SeeOff();
        if (_singleUseBecause is null)
        {
            slot.Prepare();
        }
    }

    [LoggerMessage(EventId = 3041, Level = LogLevel.Warning, Message = "Each run gets a bubblewrap of its own, which is slower: {Reason}")]
    private partial void LogSingleUse(string reason);

    [LoggerMessage(EventId = 3042, Level = LogLevel.Warning, Message = "No interpreters are started ahead to wait for runs: {Reason}")]
    private partial void LogNoWaiting(string reason);
}
