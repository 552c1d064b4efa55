using System.Diagnostics;
using System.Globalization;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.IntegrationTests.Runner;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Bubblewrap;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>A single slot with these options.</summary>
public sealed class OneSlotFixture : SandboxFixture
{
    internal RunnerOptions Wanted { get; init; } = new();

    protected override bool WithCgroups => true;

    private protected override RunnerOptions MakeOptions()
    {
        Wanted.Slots = 1;
        return Wanted;
    }
}

/// <summary>When an interpreter is started ahead, for whom, and when it ends. Python stands in for those that cannot be forked: it is everywhere.</summary>
public sealed class WaitingRunTests(OneSlotFixture fixture) : IClassFixture<OneSlotFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly SandboxLimits Limits = new()
    {
        WallTime = Patience, CpuTime = Patience, MemoryBytes = 128 << 20, StdoutBytes = 1 << 20, StderrBytes = 1 << 20,
    };

    // The library that makes it wait stays mapped.
    private const string HowStarted = "print('ahead' if 'template.so' in open('/proc/self/maps').read() else 'executed')\n";

    // Of its own kind in each test, and so nothing that another test has left waiting.
    private readonly string _kind = $"kind_{Guid.NewGuid():N}";

    [Fact]
    public async Task The_first_run_is_executed_and_a_later_one_finds_an_interpreter_that_waits()
    {
        (await RunAsync(HowStarted)).Stdout.Text().Should().Be("executed\n");

        await UntilAsync(async () => (await RunAsync(HowStarted)).Stdout.Text() == "ahead\n");
        await UntilAsync(async () => (await RunAsync(HowStarted)).Stdout.Text() == "ahead\n");
    }

    [Fact]
    public async Task An_interpreter_serves_one_run()
    {
        const string Program = "import builtins, os\nprint(getattr(builtins, 'left', 'nothing'), os.listdir('/tmp'), os.listdir('/workspace'))\nbuiltins.left = 1; open('/tmp/x', 'w'); open('x', 'w')\n";

        for (var run = 0; run < 3; run++)
        {
            (await RunAheadAsync(Job(HowStarted + Program))).Stdout.Text().Should().Be("ahead\nnothing [] []\n");
        }
    }

    [Fact]
    public async Task Its_start_is_not_counted_as_the_runs()
    {
        var result = await RunAheadAsync(Job("import time\nprint(time.process_time())\n"));

        var withStart = TimeSpan.FromSeconds(double.Parse(result.Stdout.Text(), CultureInfo.InvariantCulture));
        result.CpuTime.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThan(withStart, "the start is the larger part of what the process has used");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_for_its_start_alone_is_gone_when_its_program_begins(bool forked)
    {
        // Not os.environ, which Python itself fills at its start.
        const string Program = "import os\nprint(hash('seed'), 'PYTHONHASHSEED' in open('/proc/self/environ').read(), flush=True)\nos.system('echo ${PYTHONHASHSEED-gone}')\n";

        var first = await PrintAsync("7");

        first.Should().EndWith(" False\ngone\n").And.NotBe(await PrintAsync("8"), "the start has seen it");
        (await PrintAsync("7")).Should().Be(first);

        async Task<string> PrintAsync(string seed)
        {
            var job = Job(Program) with { Forkable = forked, StartEnvironment = new Dictionary<string, string> { ["PYTHONHASHSEED"] = seed } };
            return (await ((BubblewrapSandbox)fixture.Sandbox).RunAsync(job, forked ? Isolation.Forked : Isolation.Waiting, CancellationToken.None)).Stdout.Text();
        }
    }

    [Fact]
    public async Task What_it_has_begun_before_its_run_has_the_runs_limits()
    {
        var job = Job("") with
        {
            Command = ["/bin/sh", "-c", $": {_kind}; {{ : < \"$1\"; echo; }} | {{ read -r line; ulimit -n; ulimit -f; ulimit -t; }}", "sh", "/src/main.py"],
            Limits = Limits with { OpenFiles = 123, FileBytes = 1 << 20, CpuTime = TimeSpan.FromSeconds(9) },
        };

        (await RunAheadAsync(job)).Stdout.Text().Should().MatchRegex("^123\n2048\n(9|10)\n$");
    }

    [Fact]
    public async Task Where_a_template_may_serve_one_run_each_has_an_interpreter_of_its_own()
    {
        await using var other = await OtherAsync(new RunnerOptions { TemplateRuns = 1 });
        var job = Job(HowStarted + "import time\nprint(hash('seed'), time.process_time())\n") with { Forkable = true, Waitable = false };
        var seeds = new List<string>();

        await UntilAsync(async () =>
        {
            var run = await other.RunAsync(job, CancellationToken.None);
            if (run.Stdout.Text().Split() is ["ahead", var seed, var used, ..])
            {
                seeds.Add(seed);
                run.CpuTime.Should().BeLessThan(TimeSpan.FromSeconds(double.Parse(used, CultureInfo.InvariantCulture)), "a fork would not have its start's behind it");
            }

            return seeds.Count == 3;
        });

        seeds.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task One_that_died_is_not_noticed()
    {
        await RunAheadAsync(Job(""));
        await UntilAsync(() => Waiting() is [_]);
        var waiting = Waiting()[0];
        Process.GetProcessById(waiting).Kill();
        await UntilAsync(() => Read($"/proc/{waiting}/stat") is var state && (state.Length == 0 || state.Contains(") Z ", StringComparison.Ordinal)));

        var result = await RunAsync(HowStarted);

        (result.Termination, result.ExitCode, result.Stderr.Text()).Should().Be((Termination.Exited, 0, ""));
        (await RunAheadAsync(Job(HowStarted))).Stdout.Text().Should().Be("ahead\n");
    }

    [Fact]
    public async Task A_run_with_settings_beside_its_program_too_little_memory_or_few_descriptors_is_executed()
    {
        await RunAheadAsync(Job(""));
        var job = Job(HowStarted);
        var settings = job with { Files = [.. job.Files, new SandboxFile("package.json", "{}"u8.ToArray())] };
        var little = job with { Limits = Limits with { MemoryBytes = 4 << 20 } };
        var few = job with { Limits = Limits with { OpenFiles = 31 } };

        foreach (var unsuited in new[] { settings, little, few })
        {
            await FluentActions.Awaiting(() => RunAheadAsync(unsuited)).Should().ThrowAsync<SandboxNotStartedException>();
        }

        (await fixture.Sandbox.RunAsync(settings, CancellationToken.None)).Stdout.Text().Should().Be("executed\n");
    }

    [Fact]
    public async Task One_that_does_not_come_to_its_program_is_no_reason_to_fail()
    {
        var job = Job(HowStarted) with { Command = ["/usr/bin/python3", "-X", _kind, "-c", HowStarted, "/src/main.py"] };

        for (var run = 0; run < 5; run++)
        {
            (await fixture.Sandbox.RunAsync(job, CancellationToken.None)).Stdout.Text().Should().Be("executed\n");
        }
    }

    [Fact]
    public async Task Nothing_waits_where_there_is_no_memory_for_it()
    {
        await using var other = await OtherAsync(new RunnerOptions { WaitingMemoryBytes = 0 });

        for (var run = 0; run < 5; run++)
        {
            (await other.RunAsync(Job(HowStarted), CancellationToken.None)).Stdout.Text().Should().Be("executed\n");
            Waiting().Should().BeEmpty();
        }
    }

    [Fact]
    public async Task It_is_replaced_when_it_is_old_and_ended_when_nobody_asks_for_it_any_more()
    {
        await using var other = await OtherAsync(new RunnerOptions { TemplateLifetime = TimeSpan.FromSeconds(1), WaitingTime = TimeSpan.FromSeconds(8) });
        await other.RunAsync(Job(""), CancellationToken.None);
        await UntilAsync(() => Waiting() is [_]);
        var first = Waiting()[0];

        await UntilAsync(() => Waiting() is [var process] && process != first);
        await UntilAsync(() => Waiting() is []);
    }

    [Fact]
    public async Task Where_there_is_memory_for_one_it_is_the_kind_that_was_asked_for_last()
    {
        await using var other = await OtherAsync(new RunnerOptions { WaitingMemoryBytes = 50 << 20 }); // one of which nothing is known yet
        await other.RunAsync(Job(""), CancellationToken.None);
        await UntilAsync(() => Waiting() is [_]);

        await other.RunAsync(Job("", "other"), CancellationToken.None);

        await UntilAsync(() => Waiting("other") is [_] && Waiting() is []);
    }

    private static async Task<ISandbox> OtherAsync(RunnerOptions options)
    {
        var other = new OneSlotFixture { Wanted = options };
        await other.InitializeAsync();
        return new Disposing(other);
    }

    private sealed class Disposing(OneSlotFixture fixture) : ISandbox
    {
        public string Name => fixture.Sandbox.Name;

        public IReadOnlyDictionary<string, string> EnforcedLimits => fixture.Sandbox.EnforcedLimits;

        public Task SelfTestAsync(CancellationToken cancellation) => fixture.Sandbox.SelfTestAsync(cancellation);

        public Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation) => fixture.Sandbox.RunAsync(job, cancellation);

        public async ValueTask DisposeAsync() => await fixture.DisposeAsync();
    }

    // Processes of this kind, while no run is under way: those that were started ahead.
    private List<int> Waiting(string suffix = "") =>
    [
        .. Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1]) && Read($"{folder}/cmdline").StartsWith($"/usr/bin/python3\0-X\0{_kind}{suffix}\0", StringComparison.Ordinal))
            .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)),
    ];

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private Task<SandboxResult> RunAsync(string python) => fixture.Sandbox.RunAsync(Job(python), CancellationToken.None);

    private Task<SandboxResult> RunAheadAsync(SandboxJob job) => ((BubblewrapSandbox)fixture.Sandbox).RunAsync(job, Isolation.Waiting, CancellationToken.None);

    private SandboxJob Job(string python, string suffix = "") => new()
    {
        Command = ["/usr/bin/python3", "-X", _kind + suffix, "/src/main.py"],
        Waitable = true,
        Files = [new SandboxFile("main.py", Encoding.UTF8.GetBytes(python))],
        Limits = Limits,
    };

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await pause.WaitForNextTickAsync(late.Token);
        }
    }
}
