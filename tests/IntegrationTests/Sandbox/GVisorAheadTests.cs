using System.Globalization;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.IntegrationTests.Runner;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>A single slot of gVisors.</summary>
public sealed class OneGVisorSlotFixture : GVisorFixture
{
    private protected override RunnerOptions MakeOptions() => new() { Sandbox = RunnerOptions.GVisor, Slots = 1 };
}

/// <summary>When a gVisor is started ahead, and for whom.</summary>
public sealed class GVisorAheadTests(OneGVisorSlotFixture fixture) : IClassFixture<OneGVisorSlotFixture>
{
    private const string Ahead = "ahead\n";
    private const string Executed = "executed\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly SandboxLimits Limits = new()
    {
        WallTime = Patience, CpuTime = Patience, MemoryBytes = 128 << 20, StdoutBytes = 1 << 20, StderrBytes = 1 << 20,
    };

    // The library that makes it wait stays mapped.
    private static readonly SandboxJob Job = new()
    {
        Command = ["/usr/bin/python3", "/src/main.py"],
        Waitable = true,
        Files = [new SandboxFile("main.py", "print('ahead' if 'template.so' in open('/proc/self/maps').read() else 'executed')\n"u8.ToArray())],
        Limits = Limits,
    };

    [Fact]
    public async Task Who_comes_again_finds_one_that_waits_and_others_are_executed()
    {
        await UntilAheadAsync();

        foreach (var other in new[] { Job with { Arguments = ["x"] }, Job with { Limits = Limits with { DiskBytes = 1 << 20 } }, Job with { Waitable = false } })
        {
            (await RunAsync(other)).Should().Be(Executed);
        }
    }

    [Fact]
    public async Task Its_start_is_not_counted_as_the_runs()
    {
        await UntilAheadAsync();
        // gVisor counts in steps of 10 ms.
        var timed = Job with { Files = [new SandboxFile("main.py", "import time\nfor _ in range(5_000_000): pass\nprint(time.process_time())\n"u8.ToArray())] };

        SandboxResult result = null!;
        await UntilAsync(async () =>
        {
            result = await fixture.Sandbox.RunAsync(timed, CancellationToken.None);
            return result.CpuTime < TimeSpan.FromSeconds(double.Parse(Text(result), CultureInfo.InvariantCulture));
        });

        result.CpuTime.Should().BeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task One_that_died_is_not_noticed()
    {
        await UntilAheadAsync();
        await UntilAsync(() => Task.FromResult(fixture.Members.Count > 0));
        fixture.Members.ForEach(process => _ = Posix.kill(process, Posix.SigKill));

        var result = await fixture.Sandbox.RunAsync(Job, CancellationToken.None);

        (result.Termination, result.ExitCode, result.Stderr.Text()).Should().Be((Termination.Exited, 0, ""));
        await UntilAheadAsync();
    }

    private Task UntilAheadAsync() => UntilAsync(async () => await RunAsync(Job) == Ahead);

    private async Task<string> RunAsync(SandboxJob job) => Text(await fixture.Sandbox.RunAsync(job, CancellationToken.None));

    private static string Text(SandboxResult result) => Encoding.UTF8.GetString(result.Stdout.Content.Span);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await condition())
        {
            await pause.WaitForNextTickAsync(late.Token);
        }
    }
}
