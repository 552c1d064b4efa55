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

    private protected override RunnerOptions MakeOptions() => new() { Sandbox = RunnerOptions.GVisor };

    private protected override ISandbox MakeSandbox(IOptions<RunnerOptions> options, InstanceDirectory instance, Cgroups? cgroups) =>
        new GVisorSandbox(options, instance, cgroups, TimeProvider.System, NullLogger<GVisorSandbox>.Instance);
}

/// <summary>A gVisor for each run, as it is where no cgroup can be written.</summary>
public sealed class GVisorWithoutCgroupFixture : GVisorFixture
{
    protected override bool WithCgroups => false;
}

public sealed class GVisorTests(GVisorFixture fixture) : SandboxConformanceTests(fixture), IClassFixture<GVisorFixture>;

public sealed class GVisorWithoutCgroupTests(GVisorWithoutCgroupFixture fixture)
    : SandboxConformanceTests(fixture), IClassFixture<GVisorWithoutCgroupFixture>;
