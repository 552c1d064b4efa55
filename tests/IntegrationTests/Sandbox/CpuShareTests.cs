using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>What a share of the processor makes of the cgroups of this machine, if it has version 1 with a cpu hierarchy that can be written.</summary>
public sealed class CpuShareTests : IAsyncLifetime
{
    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(1), CpuTime = TimeSpan.FromSeconds(1), MemoryBytes = 64 << 20, StdoutBytes = 1024, StderrBytes = 1024,
    };

    private readonly InstanceDirectory _instance;
    private readonly RunGroups _groups;
    private readonly IRunGroup _group;
    private readonly string? _shares;

    public CpuShareTests()
    {
        _instance = InstanceDirectory.Open(new RunnerOptions().StateDirectory);
        var cgroups = Cgroups.TryCreate($"codeexec-{_instance.Name}", _instance.Remember);
        _shares = cgroups is { Version2: false } ? cgroups.Cpu : null;
        _groups = new RunGroups(cgroups, TimeProvider.System);
        _group = _groups.Create();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _groups.RemoveLater(_group);
        await _groups.RemovedAsync();
        _instance.Dispose();
    }

    [Fact]
    public async Task A_run_has_what_it_was_given_and_without_that_all_there_is()
    {
        if (_shares is null)
        {
            return;
        }

        var share = Directory.GetDirectories(_shares).Should().ContainSingle().Subject;
        _group.Limit(Limits);
        (await File.ReadAllTextAsync($"{share}/cpu.cfs_quota_us")).Should().Be("-1\n");

        _group.Limit(Limits with { CpuPercent = 50 });
        (await File.ReadAllTextAsync($"{share}/cpu.cfs_quota_us")).Should().Be("50000\n");
        _group.MembershipFiles.Should().Contain($"{share}/cgroup.procs");

        await _group.RemoveAsync();
        Directory.Exists(share).Should().BeFalse();
    }

    [Fact]
    public async Task A_share_above_what_the_runner_itself_may_have_is_no_fault()
    {
        if (_shares is null)
        {
            return;
        }

        await File.WriteAllTextAsync($"{_shares}/cpu.cfs_quota_us", "50000");

        _group.Limit(Limits with { CpuPercent = 200 });

        (await File.ReadAllTextAsync($"{Directory.GetDirectories(_shares).Single()}/cpu.cfs_quota_us")).Should().Be("-1\n", "the group above holds for it");
    }
}
