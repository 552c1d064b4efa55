using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>A sandbox of one driver, shared by the tests of a class, with what is needed to see whether it leaves anything.</summary>
public abstract class SandboxFixture : IAsyncLifetime
{
    private readonly string _stateDirectory = Directory.CreateTempSubdirectory("codeexec-sandbox-").FullName;
    private InstanceDirectory _instance = null!;
    private Cgroups? _cgroups;

    internal RunnerOptions Options { get; private set; } = null!;

    public ISandbox Sandbox { get; private set; } = null!;

    /// <summary>How memory is limited: <c>cgroup v1</c>, <c>cgroup v2</c>, or by looking.</summary>
    public string Memory => Sandbox.EnforcedLimits["memory"];

    public Task InitializeAsync()
    {
        Options = new RunnerOptions { Slots = 4, StateDirectory = _stateDirectory };
        _instance = InstanceDirectory.Open(_stateDirectory);
        _cgroups = WithCgroups ? Cgroups.TryCreate($"codeexec-{_instance.Name}", _instance.Remember) : null;
        Sandbox = new BubblewrapSandbox(Microsoft.Extensions.Options.Options.Create(Options), _instance, _cgroups, TimeProvider.System, NullLogger<BubblewrapSandbox>.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _instance.Dispose();
        Directory.Delete(_stateDirectory, recursive: true);
    }

    /// <summary>What is left of a run: processes that carry its mark, cgroups, folders.</summary>
    public IReadOnlyList<string> Leavings(string mark) =>
    [
        .. Directory.GetDirectories("/proc").Where(process => CommandLine(process).Contains(mark, StringComparison.Ordinal)),
        .. (_cgroups?.Folders ?? []).SelectMany(Directory.GetDirectories),
        .. Directory.GetDirectories($"{_instance.Path}/runs"),
    ];

    protected abstract bool WithCgroups { get; }

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

/// <summary>bubblewrap as it is on this machine.</summary>
public sealed class BubblewrapFixture : SandboxFixture
{
    protected override bool WithCgroups => true;
}

/// <summary>bubblewrap as it is where no cgroup can be written.</summary>
public sealed class BubblewrapWithoutCgroupFixture : SandboxFixture
{
    protected override bool WithCgroups => false;
}
