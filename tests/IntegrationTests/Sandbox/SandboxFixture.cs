using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>A sandbox of one driver, shared by the tests of a class, with what is needed to see whether it leaves anything.</summary>
public abstract class SandboxFixture : IAsyncLifetime
{
    private InstanceDirectory _instance = null!;
    private Cgroups? _cgroups;

    public ISandbox Sandbox { get; private set; } = null!;

    internal RunnerOptions Options { get; private set; } = null!;

    internal InstanceDirectory Instance => _instance;

    public virtual async Task InitializeAsync()
    {
        Options = MakeOptions();
        _instance = InstanceDirectory.Open(Options.StateDirectory);
        _cgroups = WithCgroups ? Cgroups.TryCreate($"codeexec-{_instance.Name}", _instance.Remember) : null;
        Sandbox = MakeSandbox(Microsoft.Extensions.Options.Options.Create(Options), _instance, _cgroups);
        await Sandbox.SelfTestAsync(CancellationToken.None);
    }

    public virtual async Task DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _instance.Dispose();
    }

    /// <summary>What is left of a run: processes that carry its mark, cgroups, folders.</summary>
    public IReadOnlyList<string> Leavings(string mark) =>
    [
        .. Directory.GetDirectories("/proc").Where(process => CommandLine(process).Contains(mark, StringComparison.Ordinal)),
        .. (_cgroups?.Folders ?? []).SelectMany(Directory.GetDirectories).Where(group => !IsNextRuns(group)),
        .. Directory.Exists($"{_instance.Path}/runs") ? Directory.GetDirectories($"{_instance.Path}/runs") : [],
    ];

    internal bool HasCgroups => _cgroups is not null;

    /// <summary>Processes of its runs and of what waits for one, and of no other sandbox. Needs a cgroup.</summary>
    internal List<int> Members =>
        [.. Directory.GetDirectories(_cgroups!.Pids).SelectMany(group => ProcessTree.Attempt(() => File.ReadAllLines($"{group}/cgroup.procs"), [])).Select(int.Parse)];

    /// <summary>What a program of this driver sees.</summary>
    public virtual SandboxView View => SandboxView.OfBubblewrap;

    protected abstract bool WithCgroups { get; }

    private protected virtual RunnerOptions MakeOptions() => new();

    private protected virtual ISandbox MakeSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups) =>
        new BubblewrapSandbox(options, instance, cgroups, TimeProvider.System, NullLogger<BubblewrapSandbox>.Instance);

    // What waits to become the next run: a copy of a template or of the launcher, without any arguments of a run.
    private static bool IsNextRuns(string group)
    {
        try
        {
            var members = File.ReadAllLines($"{group}/cgroup.procs");
            return members.Length == 1 && CommandLine($"/proc/{members[0]}").Split('\0') is ((["/init", ""]) or (["/usr/bin/python3", "/src/main.py", ""]));
        }
        catch (IOException)
        {
            return true; // it is gone
        }
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

/// <summary>A bubblewrap for each run, with the cgroups of this machine.</summary>
public sealed class SingleUseFixture : SandboxFixture
{
    protected override bool WithCgroups => true;

    private protected override RunnerOptions MakeOptions() => new() { ForkRuns = false };
}

/// <summary>A bubblewrap for each run, as it is where no cgroup can be written.</summary>
public sealed class SingleUseWithoutCgroupFixture : SandboxFixture
{
    protected override bool WithCgroups => false;

    private protected override RunnerOptions MakeOptions() => new() { ForkRuns = false };
}

/// <summary>Forked runs, with the cgroups of this machine.</summary>
public sealed class ForkedFixture : SandboxFixture
{
    protected override bool WithCgroups => true;
}

/// <summary>Forked runs, as they are where no cgroup can be written.</summary>
public sealed class ForkedWithoutCgroupFixture : SandboxFixture
{
    protected override bool WithCgroups => false;
}

/// <summary>Runs in interpreters that were started ahead, each waited for, with the cgroups of this machine.</summary>
public sealed class WaitingFixture : SandboxFixture
{
    protected override bool WithCgroups => true;

    private protected override ISandbox MakeSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups) =>
        new WaitingSandbox((BubblewrapSandbox)base.MakeSandbox(options, instance, cgroups));
}

/// <summary>Runs in interpreters that were started ahead, as they are where no cgroup can be written.</summary>
public sealed class WaitingWithoutCgroupFixture : SandboxFixture
{
    protected override bool WithCgroups => false;

    private protected override ISandbox MakeSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups) =>
        new WaitingSandbox((BubblewrapSandbox)base.MakeSandbox(options, instance, cgroups));
}

/// <summary>Waits for an interpreter that waits, which a runner never does.</summary>
internal sealed class WaitingSandbox(BubblewrapSandbox sandbox) : ISandbox
{
    public string Name => sandbox.Name;

    public IReadOnlyDictionary<string, string> EnforcedLimits => sandbox.EnforcedLimits;

    public Task SelfTestAsync(CancellationToken cancellation) => sandbox.SelfTestAsync(cancellation);

    public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation) =>
        job.Waitable ? sandbox.RunAsync(job, Isolation.Waiting, cancellation) : sandbox.RunAsync(job, cancellation);

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();
}
