using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

public sealed class SingleUseAttackTests(AttackedSingleUse sandbox, ITestOutputHelper output)
    : BubblewrapAttackTests(sandbox, output), IClassFixture<AttackedSingleUse>;

public sealed class ForkedAttackTests(AttackedForks sandbox, ITestOutputHelper output)
    : BubblewrapAttackTests(sandbox, output), IClassFixture<AttackedForks>;

public abstract class BubblewrapAttackTests(AttackedSandbox sandbox, ITestOutputHelper output) : AttackTests(sandbox, output)
{
    [Theory]
    [MemberData(nameof(AttackRounds.All), MemberType = typeof(AttackRounds))]
    public Task It_gets_nothing_leaves_nothing_and_disturbs_nobody(string attack, int round) => AttackAsync(attack, round);
}

public abstract class AttackedBubblewrap : AttackedSandbox
{
    internal override TheoryData<string, int> Attacks => AttackRounds.All();

    internal override ISandbox Make(RunnerOptions options, InstanceDirectory instance, Cgroups? cgroups, ILoggerFactory loggers) => new BubblewrapSandbox(
        Microsoft.Extensions.Options.Options.Create(options), instance, cgroups, TimeProvider.System, loggers.CreateLogger<BubblewrapSandbox>());

    // What holds the slot, what makes shells and forks commands, the shells, and templates; forked from these, the next run.
    internal override bool IsWaiting(string[] commandLine) => commandLine is ["/init"] or ["/usr/bin/python3", "/src/main.py"]
        || (commandLine is [var program, "--args", "4", "--", "/init"] && program.EndsWith("/bwrap", StringComparison.Ordinal));
}

/// <summary>A bubblewrap for each run.</summary>
public sealed class AttackedSingleUse : AttackedBubblewrap
{
    protected override string Name => "bubblewrap, single use";

    internal override void Set(RunnerOptions options) => options.ForkRuns = false;
}

/// <summary>Runs forked into namespaces made ahead, Python from a template, Go compiled by a compiler that was started ahead.</summary>
public sealed class AttackedForks : AttackedBubblewrap
{
    protected override string Name => "bubblewrap, forked";

    // A compiler is started when it is wanted, and never for a later run, which would look like something that an attack has left.
    internal override ISandbox Make(RunnerOptions options, InstanceDirectory instance, Cgroups? cgroups, ILoggerFactory loggers) =>
        new WaitingSandbox((BubblewrapSandbox)base.Make(options, instance, cgroups, loggers));

    internal override void Set(RunnerOptions options) => options.WaitingMemoryBytes = 0;
}
