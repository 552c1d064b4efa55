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

public sealed class WaitingGVisorAttackTests(AttackedWaitingGVisor sandbox, ITestOutputHelper output) : AttackTests(sandbox, output), IClassFixture<AttackedWaitingGVisor>
{
    [Theory]
    [MemberData(nameof(AttackRounds.ForWaitingInterpreters), MemberType = typeof(AttackRounds))]
    public Task It_gets_nothing_leaves_nothing_and_disturbs_nobody(string attack, int round) => AttackAsync(attack, round);
}

/// <summary>A gVisor for each run.</summary>
public class AttackedGVisor : AttackedSandbox
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

/// <summary>A gVisor for each run, in which the interpreter has started before it.</summary>
public sealed class AttackedWaitingGVisor : AttackedGVisor
{
    protected override string Name => "gVisor, started ahead";

    internal override TheoryData<string, int> Attacks => AttackRounds.ForWaitingInterpreters();

    // With arguments of its own a run finds none that waits.
    internal override IReadOnlyList<string> Arguments(string mark) => [];

    internal override ISandbox Make(RunnerOptions options, InstanceDirectory instance, Cgroups? cgroups, ILoggerFactory loggers) =>
        new Waiting((GVisorSandbox)base.Make(options, instance, cgroups, loggers));

    // One is started when it is wanted, and never for a later run.
    private sealed class Waiting(GVisorSandbox sandbox) : ISandbox
    {
        public string Name => sandbox.Name;

        public IReadOnlyDictionary<string, string> EnforcedLimits => sandbox.EnforcedLimits;

        public Task SelfTestAsync(CancellationToken cancellation) => sandbox.SelfTestAsync(cancellation);

        public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation) =>
            job.Forkable || job.Waitable ? sandbox.RunInWaitingAsync(job, cancellation) : sandbox.RunAsync(job, cancellation);

        public ValueTask DisposeAsync() => sandbox.DisposeAsync();
    }
}
