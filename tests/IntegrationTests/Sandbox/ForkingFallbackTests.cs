using System.Text;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>Where runs cannot be forked, or must not, each has a bubblewrap of its own, and the limits say so.</summary>
public sealed class ForkingFallbackTests
{
    [Fact]
    public async Task A_factory_that_does_not_work_is_found_by_the_self_test() =>
        (await StartAsync(new RunnerOptions(), instance => File.Copy(Machine.Find("false"), $"{instance.Path}/factory", overwrite: true)))
            .Should().StartWith("a bubblewrap for each run: The factory of sandboxes did not start");

    [Fact]
    public async Task A_template_that_does_not_work_does_not_keep_commands_from_being_forked() =>
        (await StartAsync(new RunnerOptions(), instance => File.WriteAllText($"{instance.Path}/template.so", "")))
            .Should().Be("forked into namespaces made ahead");

    [Fact]
    public async Task Forking_can_be_switched_off() =>
        (await StartAsync(new RunnerOptions { ForkRuns = false }, _ => { }))
            .Should().Be("a bubblewrap for each run: Runner__ForkRuns is false");

    private static async Task<string> StartAsync(RunnerOptions options, Action<InstanceDirectory> damage)
    {
        using var instance = InstanceDirectory.Open(options.StateDirectory);
        await using var sandbox = new BubblewrapSandbox(Options.Create(options), instance, null, TimeProvider.System, NullLogger<BubblewrapSandbox>.Instance);
        damage(instance);
        await sandbox.SelfTestAsync(CancellationToken.None);

        var result = await sandbox.RunAsync(
            new SandboxJob
            {
                Command = ["/usr/bin/python3", "/src/main.py"],
                Forkable = true,
                Waitable = true,
                Files = [new SandboxFile("main.py", "print('hello')"u8.ToArray())],
                Limits = new SandboxLimits
                {
                    WallTime = TimeSpan.FromSeconds(20), CpuTime = TimeSpan.FromSeconds(20), MemoryBytes = 128 << 20, StdoutBytes = 1024, StderrBytes = 1024,
                },
            },
            CancellationToken.None);
        Encoding.UTF8.GetString(result.Stdout.Content.Span).Should().Be("hello\n");
        return sandbox.EnforcedLimits["start"];
    }
}
