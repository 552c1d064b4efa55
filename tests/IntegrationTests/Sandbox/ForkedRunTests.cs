using System.Runtime.Versioning;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>One slot, whose template serves four runs.</summary>
public sealed class OneForkedSlotFixture : SandboxFixture
{
    internal const int RunsOfTemplate = 4;

    protected override bool WithCgroups => true;

    private protected override RunnerService.RunnerOptions MakeOptions() => new() { Slots = 1, TemplateRuns = RunsOfTemplate };
}

/// <summary>What is true of forked runs beside what every sandbox promises.</summary>
[SupportedOSPlatform("linux")]
public sealed class ForkedRunTests(OneForkedSlotFixture fixture) : IClassFixture<OneForkedSlotFixture>
{
    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(20),
        CpuTime = TimeSpan.FromSeconds(20),
        MemoryBytes = 128 << 20,
        StdoutBytes = 1 << 20,
        StderrBytes = 1 << 20,
    };

    [Fact]
    public void The_self_test_finds_that_forking_works_here()
    {
        fixture.Sandbox.EnforcedLimits["start"].Should().Be("forked into namespaces made ahead");
    }

    [Fact]
    public async Task A_template_serves_as_many_runs_as_it_may()
    {
        var seeds = new List<string>();
        for (var run = 0; run < 3 * OneForkedSlotFixture.RunsOfTemplate; run++)
        {
            seeds.Add(await PrintAsync("print(hash('seed'))"));
        }

        // Where the fixture's first template stood when this began is not known.
        seeds.Distinct().Should().HaveCountGreaterThanOrEqualTo(3).And.HaveCountLessThanOrEqualTo(4);
        seeds.GroupBy(seed => seed).Should().AllSatisfy(runs => runs.Count().Should().BeLessThanOrEqualTo(OneForkedSlotFixture.RunsOfTemplate));
    }

    [Fact]
    public async Task Nothing_of_a_run_is_in_the_memory_of_the_next()
    {
        // Written in two halves, so that the search does not find itself.
        const string Secret = """
            import os, sys
            x = 'SECRET_OF_' + 'RUN_A_' + sys.stdin.read()
            y = 'SECRET_OF_RUN_A_source'
            os.environ['S'] = x; open('/tmp/s', 'w').write(x); open('/dev/shm/s', 'w').write(x); open('/workspace/s', 'w').write(x)
            print(x)
            """;
        const string Search = """
            import re
            found = []
            for line in open('/proc/self/maps'):
                words = line.split()
                if 'r' not in words[1] or words[-1] in ('[vvar]', '[vsyscall]'): continue
                start, end = (int(x, 16) for x in words[0].split('-'))
                try:
                    with open('/proc/self/mem', 'rb', 0) as memory:
                        memory.seek(start); found += re.findall(b'SECRET' + b'_OF_RUN_A_[a-z]+', memory.read(end - start))
                except (OSError, ValueError, OverflowError): pass
            print(sorted(set(found)), [f for d in ('/tmp', '/dev/shm', '/workspace') for f in __import__('os').listdir(d)])
            """;
        (await PrintAsync(Secret, stdin: "input", args: ["SECRET_OF_RUN_A_argument"])).Should().Be("SECRET_OF_RUN_A_input\n");

        var found = await PrintAsync(Search);

        found.Should().Be("[] []\n");
        (await PrintAsync($"z = 'SECRET' + '_OF_RUN_A_own'\n{Search}")).Should().StartWith("[b'SECRET_OF_RUN_A_own']", "else the search finds nothing at all");
    }

    [Fact]
    public async Task What_a_run_will_write_was_copied_before_it_began_and_no_more()
    {
        const string Count = """
            shared = writable = False
            for line in open('/proc/self/smaps'):
                words = line.split()
                if '-' in words[0]: writable = words[1] == 'rw-p'
                elif writable and words[0] in ('Shared_Clean:', 'Shared_Dirty:'): shared += int(words[1])
            print(shared)
            """;

        int.Parse(await PrintAsync(Count), System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(700, 1_600, "kilobytes, of 2,800 that a template has of its own");
    }

    [Fact]
    public async Task A_command_that_does_not_stop_at_its_file_is_executed()
    {
        var result = await fixture.Sandbox.RunAsync(
            new SandboxJob { Command = ["/bin/sh", "/src/main.sh"], Forkable = true, Files = [new SandboxFile("main.sh", "echo $0"u8.ToArray())], Limits = Limits },
            CancellationToken.None);

        (result.Termination, Text(result.Stdout), Text(result.Stderr)).Should().Be((Termination.Exited, "/src/main.sh\n", ""));
    }

    [Fact]
    public async Task Environment_and_toolchain_are_those_of_the_run()
    {
        var toolchain = fixture.Instance.Make("toolchain");
        await File.WriteAllTextAsync($"{toolchain}/tool", "tool");
        File.SetUnixFileMode($"{toolchain}/tool", (UnixFileMode)0b110_100_100);
        var job = Job("import os; print(os.environ['A'], os.path.exists('/toolchain') and open('/toolchain/tool').read())");

        var first = await fixture.Sandbox.RunAsync(job with { Environment = new Dictionary<string, string> { ["A"] = "1" } }, CancellationToken.None);
        var second = await fixture.Sandbox.RunAsync(job with { Environment = new Dictionary<string, string> { ["A"] = "2" }, Toolchain = toolchain }, CancellationToken.None);

        (Text(first.Stdout), Text(second.Stdout)).Should().Be(("1 False\n", "2 tool\n"));
    }

    private async Task<string> PrintAsync(string python, string stdin = "", string[]? args = null)
    {
        var result = await fixture.Sandbox.RunAsync(Job(python) with { Stdin = Encoding.UTF8.GetBytes(stdin), Arguments = args ?? [] }, CancellationToken.None);
        Text(result.Stderr).Should().BeEmpty();
        return Text(result.Stdout);
    }

    private static SandboxJob Job(string python) => new()
    {
        Command = ["/usr/bin/python3", "/src/main.py"],
        Forkable = true,
        Files = [new SandboxFile("main.py", Encoding.UTF8.GetBytes(python))],
        Limits = Limits,
    };

    private static string Text(CapturedStream stream) => Encoding.UTF8.GetString(stream.Content.Span);
}
