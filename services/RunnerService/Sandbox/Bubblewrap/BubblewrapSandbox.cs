using System.Collections.Concurrent;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>A new bubblewrap for every run: own namespaces, no capabilities, a seccomp filter, cgroups where they can be had.</summary>
internal sealed partial class BubblewrapSandbox : ISandbox
{
    private readonly RunnerOptions _options;
    private readonly InstanceDirectory _instance;
    private readonly TimeProvider _clock;
    private readonly ILogger<BubblewrapSandbox> _logger;
    private readonly Cgroups? _cgroups;
    private readonly SystemFiles _systemFiles;
    private readonly string _program;
    private readonly BlockingCollection<PendingRun> _pending = [];
    private readonly Thread[] _slots;
    private readonly ConcurrentDictionary<Task, bool> _removals = [];
    private int _runs;

    private sealed record PendingRun(SandboxJob Job, TaskCompletionSource<SandboxResult> Result, CancellationToken Cancellation);

    /// <exception cref="SandboxUnavailableException">bubblewrap is not installed.</exception>
    public BubblewrapSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups, TimeProvider clock, ILogger<BubblewrapSandbox> logger)
    {
        (_options, _instance, _cgroups, _clock, _logger) = (options.Value, instance, cgroups, clock, logger);
        _program = Find("bwrap") ?? throw new SandboxUnavailableException("bubblewrap is not installed: apt-get install bubblewrap.");
        _systemFiles = new SystemFiles(instance);

        // --die-with-parent is tied to the thread that spawned, not to the process: prctl(2), PR_SET_PDEATHSIG. So each slot has a
        // thread that lives as long as this object.
        _slots = [.. Enumerable.Range(0, _options.Slots).Select(slot => new Thread(() => Serve(slot)) { IsBackground = true, Name = $"sandbox {slot}" })];
        Array.ForEach(_slots, slot => slot.Start());
    }

    public string Name => "bubblewrap";

    public IReadOnlyDictionary<string, string> EnforcedLimits => new Dictionary<string, string>
    {
        ["wall_time"] = "deadline of the runner, then SIGKILL for all processes",
        ["cpu_time"] = _cgroups is { Unified: null } ? "RLIMIT_CPU of each process" : "RLIMIT_CPU of each process, sum of all every 50 ms",
        ["memory"] = _cgroups switch
        {
            null => "sum of all processes every 50 ms",
            { Version2: true } => "cgroup v2",
            _ => "cgroup v1",
        },
        ["processes"] = (_cgroups, CanCountProcesses) switch
        {
            ({ }, _) => "cgroup pids.max",
            (null, true) => "RLIMIT_NPROC",
            (null, false) => "not limited: needs a cgroup or Linux 5.14",
        },
        ["output"] = "kept up to the limit, killed far beyond it",
        ["file_size"] = "RLIMIT_FSIZE",
        ["open_files"] = "RLIMIT_NOFILE",
        ["disk"] = "size of the tmpfs",
    };

    public async Task SelfTestAsync(CancellationToken cancellation)
    {
        try
        {
            await SandboxSelfTest.RunAsync(this, cancellation);
        }
        catch (SandboxException e)
        {
            throw new SandboxUnavailableException(BubblewrapFailure.Explain(e.Message), e);
        }
    }

    public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation)
    {
        if (job.Command.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException("An argument holds a NUL character.", nameof(job));
        }

        var result = new TaskCompletionSource<SandboxResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending.Add(new PendingRun(job, result, cancellation), cancellation);
        return result.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _pending.CompleteAdding();
        Array.ForEach(_slots, slot => slot.Join());
        await Task.WhenAll(_removals.Keys);
    }

    private void Serve(int slot)
    {
        foreach (var (job, result, cancellation) in _pending.GetConsumingEnumerable())
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                result.SetResult(Run(job, slot, cancellation));
            }
            catch (OperationCanceledException e)
            {
                result.SetCanceled(e.CancellationToken);
            }
            catch (Exception e) // the thread serves the next run; whoever awaits this one gets the exception
            {
                result.SetException(e);
            }
        }
    }

    private SandboxResult Run(SandboxJob job, int slot, CancellationToken cancellation)
    {
        var name = $"{Interlocked.Increment(ref _runs)}";
        var user = Posix.EffectiveUserId == 0 ? _options.FirstSandboxUserId + slot : 0;
        var source = WriteSource(job, name, (uint)user);
        IRunGroup group = _cgroups is null ? new PolledRunGroup(job.Limits.MemoryBytes) : new CgroupRunGroup(_cgroups, name, job.Limits, _clock);
        try
        {
            using var child = ChildProcess.Spawn(Launch(job, user, group), BubblewrapArguments.Build(job, source, _systemFiles));
            return new Supervisor(child, job.Stdin, job.Limits, group, cancellation).Watch();
        }
        finally
        {
            Directory.Delete(source, recursive: true);
            RemoveLater(group);
        }
    }

    // In a folder that only the sandbox's user can enter.
    private string WriteSource(SandboxJob job, string name, uint user)
    {
        var folder = _instance.Make("runs", name);
        foreach (var file in job.Files)
        {
            var path = $"{folder}/{file.Name}";
            File.WriteAllBytes(path, file.Content.Span);
            File.SetUnixFileMode(path, file.Executable ? ReadAndExecute : Read);
        }

        if (user != 0)
        {
            _ = Posix.chown(folder, user, user);
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    private List<string> Launch(SandboxJob job, int user, IRunGroup group)
    {
        var limits = job.Limits;
        return
        [
            $"{AppContext.BaseDirectory}/sandbox/launch",
            $"{user}",
            $"{(long)Math.Ceiling(limits.CpuTime.TotalSeconds)}",
            $"{limits.FileBytes}",
            $"{limits.OpenFiles}",
            // Without a cgroup: what one process can get between two looks at it.
            $"{(_cgroups is null ? 2 * limits.MemoryBytes : 0)}",
            $"{group.MembershipFiles.Count}",
            .. group.MembershipFiles,
            _program,
            "--args", "4", "--", "/init", $"{(CanCountProcesses ? limits.Processes + 1 : 0)}",
            .. job.Command,
        ];
    }

    // Before Linux 5.14 RLIMIT_NPROC counts all of a user's processes, in whatever namespace: for an ordinary user that is everything
    // he runs, and nothing would start.
    private static bool CanCountProcesses => Posix.EffectiveUserId == 0 || OperatingSystem.IsOSPlatformVersionAtLeast("Linux", 5, 14);

    private void RemoveLater(IRunGroup group)
    {
        var removal = group.RemoveAsync();
        _removals.TryAdd(removal, true);
        _ = removal.ContinueWith(done => _removals.TryRemove(done, out _), TaskScheduler.Default);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
        .Split(':')
        .Select(folder => $"{folder}/{program}")
        .FirstOrDefault(File.Exists);

    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ReadAndExecute = Read | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}
