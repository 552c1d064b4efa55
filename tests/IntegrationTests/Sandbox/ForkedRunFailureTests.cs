using System.Diagnostics;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Sandbox;

public sealed class DyingSlotFixture : SandboxFixture
{
    protected override bool WithCgroups => true;

    private protected override RunnerOptions MakeOptions() => new() { Slots = 1 };

    /// <summary>The factory among the sandboxes that this process and its other tests have started: its /init is in our folder.</summary>
    internal int? Factory() => Descendants(Environment.ProcessId).Cast<int?>().FirstOrDefault(process => Text(process!.Value, "mountinfo").Contains($"{Instance.Name}/factory", StringComparison.Ordinal));

    /// <summary>The interpreter that stands still.</summary>
    internal int? Template() => Factory() is { } factory
        ? Children(factory).Cast<int?>().FirstOrDefault(process => Text(process!.Value, "cmdline").StartsWith("/usr/bin/python3", StringComparison.Ordinal))
        : null;

    private static IEnumerable<int> Children(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task")
                .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static IEnumerable<int> Descendants(int process) => Children(process).SelectMany(child => Descendants(child).Prepend(child));

    private static string Text(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>What happens when the processes die that runs are forked by: it is our fault, and the next run does not notice.</summary>
public sealed class ForkedRunFailureTests(DyingSlotFixture fixture) : IClassFixture<DyingSlotFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly SandboxLimits Limits = new()
    {
        WallTime = Patience, CpuTime = Patience, MemoryBytes = 128 << 20, StdoutBytes = 1 << 20, StderrBytes = 1 << 20,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_whose_template_or_factory_dies_is_our_fault_and_ends_with_it(bool template)
    {
        await HelloAsync();
        var mark = $"mark-{Guid.NewGuid():N}";
        var run = RunAsync("import os, time\nos.fork()\ntime.sleep(60)", mark);
        await UntilAsync(() => Marked(mark).Count == 2);

        (await FindAsync(template)).Kill();
        var wait = () => run;

        (await wait.Should().ThrowAsync<SandboxException>()).Which.Should().NotBeOfType<SandboxNotStartedException>();
        await UntilAsync(() => Marked(mark).Count == 0 && fixture.Leavings(mark).Count == 0);
        await HelloAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_template_or_factory_that_died_between_runs_is_not_noticed(bool template)
    {
        await HelloAsync();
        var process = await FindAsync(template);

        process.Kill();
        await UntilAsync(() => !Directory.Exists($"/proc/{process.Id}"));

        await HelloAsync();
    }

    // They are made after the run that missed them has ended.
    private async Task<Process> FindAsync(bool template)
    {
        int? found = null;
        await UntilAsync(() => (found = template ? fixture.Template() : fixture.Factory()) is not null);
        return Process.GetProcessById(found!.Value);
    }

    [Fact]
    public async Task A_template_keeps_nothing_of_a_run()
    {
        var secret = $"secret-{Guid.NewGuid():N}";
        await HelloAsync();
        var template = await FindAsync(template: true);
        var descriptors = await SettledDescriptorsAsync(template.Id);

        await fixture.Sandbox.RunAsync(Job($"import os, sys\nx = '{secret}'\nprint(x, sys.stdin.read())", secret) with { Stdin = Encoding.UTF8.GetBytes(secret) }, CancellationToken.None);

        // As an ordinary user we are kept out of it too, and so is every program.
        var memory = Memory(template.Id);
        memory.Should().NotContain(secret);
        (memory.Length == 0 || memory.Contains("/src/main.py", StringComparison.Ordinal)).Should().BeTrue("else this looks in the wrong place");
        (await SettledDescriptorsAsync(template.Id)).Should().Be(descriptors);
    }

    // After a run the next one is made ready, which takes a moment.
    private static async Task<string> SettledDescriptorsAsync(int process)
    {
        var (seen, times) = (Descriptors(process), 0);
        await UntilAsync(() =>
        {
            var now = Descriptors(process);
            (seen, times) = (now, now == seen ? times + 1 : 0);
            return times == 50;
        });
        return seen;
    }

    private static string Memory(int process)
    {
        var text = new StringBuilder();
        try
        {
            using var memory = File.OpenHandle($"/proc/{process}/mem");
            foreach (var area in File.ReadLines($"/proc/{process}/maps").Select(line => line.Split(' ')).Where(area => area[1].StartsWith("rw", StringComparison.Ordinal)))
            {
                var ends = area[0].Split('-').Select(end => Convert.ToInt64(end, 16)).ToArray();
                var content = new byte[ends[1] - ends[0]];
                text.Append(Encoding.Latin1.GetString(content, 0, RandomAccess.Read(memory, content, ends[0])));
            }
        }
        catch (UnauthorizedAccessException)
        {
        }

        return text.ToString();
    }

    private static string Descriptors(int process)
    {
        try
        {
            return string.Join(' ', Directory.GetFiles($"/proc/{process}/fd").Order(StringComparer.Ordinal));
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }

    private async Task HelloAsync()
    {
        var result = await RunAsync("print('hello')", "hello");
        (result.Termination, Encoding.UTF8.GetString(result.Stdout.Content.Span)).Should().Be((Termination.Exited, "hello\n"));
    }

    private Task<SandboxResult> RunAsync(string python, string mark) => fixture.Sandbox.RunAsync(Job(python, mark), CancellationToken.None);

    private static SandboxJob Job(string python, string mark) => new()
    {
        Command = ["/usr/bin/python3", "/src/main.py"],
        Arguments = [mark],
        Forkable = true,
        Files = [new SandboxFile("main.py", Encoding.UTF8.GetBytes(python))],
        Limits = Limits,
    };

    private List<string> Marked(string mark) => [.. fixture.Leavings(mark).Where(left => left.StartsWith("/proc/", StringComparison.Ordinal))];

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            await pause.WaitForNextTickAsync(late.Token);
        }
    }
}
