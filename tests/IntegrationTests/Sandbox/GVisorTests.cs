using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.GVisor;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>A gVisor for each run, with the cgroups of this machine.</summary>
public class GVisorFixture : SandboxFixture
{
    public override SandboxView View => SandboxView.OfGVisor;

    protected override bool WithCgroups => true;

    // Nothing waits by itself, which would look like something that a run has left.
    private protected override RunnerOptions MakeOptions() => new() { Sandbox = RunnerOptions.GVisor, WaitingMemoryBytes = 0 };

    private protected override ISandbox MakeSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups) =>
        new GVisorSandbox(options, instance, cgroups, TimeProvider.System, NullLogger<GVisorSandbox>.Instance);
}

/// <summary>A gVisor for each run, as it is where no cgroup can be written.</summary>
public sealed class GVisorWithoutCgroupFixture : GVisorFixture
{
    protected override bool WithCgroups => false;
}

/// <summary>Runs in a gVisor that was started ahead and waits, where they can be, with the cgroups of this machine.</summary>
public sealed class WaitingGVisorFixture : GVisorFixture
{
    private protected override ISandbox MakeSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups) =>
        new Waiting((GVisorSandbox)base.MakeSandbox(options, instance, cgroups));

    private sealed class Waiting(GVisorSandbox sandbox) : ISandbox
    {
        public string Name => sandbox.Name;

        public IReadOnlyDictionary<string, string> EnforcedLimits => sandbox.EnforcedLimits;

        public Task SelfTestAsync(CancellationToken cancellation) => sandbox.SelfTestAsync(cancellation);

        public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation) => job is { Waitable: true, Arguments.Count: 0, Files.Count: 1 }
            ? sandbox.RunInWaitingAsync(job, cancellation)
            : sandbox.RunAsync(job, cancellation);

        public ValueTask DisposeAsync() => sandbox.DisposeAsync();
    }
}

public sealed class GVisorTests(GVisorFixture fixture) : SandboxConformanceTests(fixture), IClassFixture<GVisorFixture>;

public sealed class GVisorWithoutCgroupTests(GVisorWithoutCgroupFixture fixture)
    : SandboxConformanceTests(fixture), IClassFixture<GVisorWithoutCgroupFixture>;

public sealed class WaitingGVisorTests(WaitingGVisorFixture fixture) : SandboxConformanceTests(fixture), IClassFixture<WaitingGVisorFixture>;
