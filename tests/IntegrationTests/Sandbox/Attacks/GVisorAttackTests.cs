using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.GVisor;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

public sealed class GVisorAttackTests(AttackedGVisor sandbox, ITestOutputHelper output) : AttackTests(sandbox, output), IClassFixture<AttackedGVisor>
{
    [Theory]
    [MemberData(nameof(AttackRounds.ForSlowSandboxes), MemberType = typeof(AttackRounds))]
    public Task It_gets_nothing_leaves_nothing_and_disturbs_nobody(string attack, int round) => AttackAsync(attack, round);
}

/// <summary>A gVisor for each run.</summary>
public sealed class AttackedGVisor : AttackedSandbox
{
    protected override string Name => "gVisor";

    internal override TheoryData<string, int> Attacks => AttackRounds.ForSlowSandboxes();

    // Each call of a program costs several times what it does on the machine's kernel.
    internal override (TimeSpan Run, TimeSpan Compilation) WallTimes(bool hasCgroups) => (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10));

    internal override string Difference => Expectation.GVisor;

    internal override ISandbox Make(RunnerOptions options, InstanceDirectory instance, Cgroups? cgroups, ILoggerFactory loggers) => new GVisorSandbox(
        Microsoft.Extensions.Options.Options.Create(options), instance, cgroups, TimeProvider.System, loggers.CreateLogger<GVisorSandbox>());

    // Nothing waits by itself, which would look like something that an attack has left.
    internal override void Set(RunnerOptions options) => (options.Sandbox, options.WaitingMemoryBytes) = (RunnerOptions.GVisor, 0);

    // Nothing is made ahead.
    internal override bool IsWaiting(string[] commandLine) => false;
}
