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
    private static readonly TimeSpan PrepareEvery = TimeSpan.FromSeconds(1);

    private readonly RunnerOptions _options;
    private readonly ILogger<BubblewrapSandbox> _logger;
    private readonly SandboxMachine _machine;
    private readonly RunGroups _groups;
    private readonly RunQueue<PendingRun> _pending = new();
    private readonly Thread[] _slots;
    private volatile string? _singleUseBecause;

    private sealed record PendingRun(SandboxJob Job, Isolation Isolation, TaskCompletionSource<SandboxResult> Result, CancellationToken Cancellation);

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
        var singleUse = new SingleUse(_machine, instance, systemFiles);
        var demand = new TemplateDemand();
        // --die-with-parent is tied to the thread that spawned, not to the process: prctl(2), PR_SET_PDEATHSIG. So each slot has a
        // thread that lives as long as this object.
        _slots = [.. Enumerable.Range(0, _options.Slots).Select(number => new Thread(() => Serve(MakeSlot(number))) { IsBackground = true, Name = $"sandbox {number}" })];
        Array.ForEach(_slots, slot => slot.Start());

        Slot MakeSlot(int number)
        {
            var user = Posix.EffectiveUserId == 0 ? (uint)(_options.FirstSandboxUserId + number) : 0;
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
            await SandboxSelfTest.RunAsync(job => RunAsync(job, Isolation.SingleUse, cancellation));
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
            await SandboxSelfTest.RunAsync(job => RunAsync(job, Isolation.Forked, cancellation));
            await SandboxSelfTest.RunPythonAsync(job => RunAsync(job, Isolation.Forked, cancellation));
            _singleUseBecause = null;
        }
        catch (Exception e) when (e is SandboxException or SandboxUnavailableException)
        {
            _singleUseBecause = e.Message;
            LogSingleUse(e.Message);
        }
    }

    public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation) =>
        RunAsync(job, _singleUseBecause is null ? Isolation.ForkedOrSingleUse : Isolation.SingleUse, cancellation);

    public async ValueTask DisposeAsync()
    {
        _pending.Close();
        Array.ForEach(_slots, slot => slot.Join());
        await _groups.RemovedAsync();
    }

    private Task<SandboxResult> RunAsync(SandboxJob job, Isolation isolation, CancellationToken cancellation)
    {
        SandboxJobRules.Check(job);
        var result = new TaskCompletionSource<SandboxResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending.Add(new PendingRun(job, isolation, result, cancellation));
        return result.Task;
    }

    private void Serve(Slot slot)
    {
        using (slot)
        {
            while (!_pending.IsOver)
            {
                if (_pending.Take(PrepareEvery) is { } run)
                {
                    Serve(slot, run);
                    slot.SeeOff();
                }

                if (_singleUseBecause is null)
                {
                    slot.Prepare();
                }
            }
        }
    }

    private static void Serve(Slot slot, PendingRun run)
    {
        try
        {
            run.Cancellation.ThrowIfCancellationRequested();
            run.Result.SetResult(slot.Run(run.Job, run.Isolation, run.Cancellation));
        }
        catch (OperationCanceledException e)
        {
            run.Result.SetCanceled(e.CancellationToken);
        }
        catch (Exception e) // the thread serves the next run; whoever awaits this one gets the exception
        {
            run.Result.SetException(e);
        }
    }

    [LoggerMessage(EventId = 3041, Level = LogLevel.Warning, Message = "Each run gets a bubblewrap of its own, which is slower: {Reason}")]
    private partial void LogSingleUse(string reason);
}
