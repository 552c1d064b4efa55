using CodeExec.RunnerService;

namespace CodeExec.UnitTests.Runner;

public sealed class RunnerOptionsTests
{
    [Fact]
    public void The_defaults_are_valid()
    {
        new RunnerOptionsValidator().Validate(null, new RunnerOptions()).Succeeded.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named(string setting, RunnerOptions options)
    {
        new RunnerOptionsValidator().Validate(null, options).FailureMessage.Should().Contain(setting);
    }

    public static TheoryData<string, RunnerOptions> Wrong() => new()
    {
        { "Slots", new() { Slots = 0 } },
        { "Slots", new() { Slots = 65 } },
        { "Name", new() { Name = "" } },
        { "StateDirectory", new() { StateDirectory = "relative" } },
        { "Runner:Sandbox is bubblewrap or gvisor", new() { Sandbox = "none" } },
        { "Runner:Sandbox is bubblewrap or gvisor", new() { Sandbox = "gvisor " } },
        { "FirstSandboxUserId", new() { FirstSandboxUserId = 0 } },
        { "CompileTimeLimit", new() { CompileTimeLimit = TimeSpan.FromMilliseconds(1) } },
        { "CompileMemoryLimitBytes", new() { CompileMemoryLimitBytes = 1 } },
        { "ProgramLimitBytes", new() { ProgramLimitBytes = 1 } },
        { "TemplateRuns", new() { TemplateRuns = 0 } },
        { "TemplateLifetime", new() { TemplateLifetime = TimeSpan.Zero } },
        { "WaitingMemoryBytes", new() { WaitingMemoryBytes = -1 } },
        { "WaitingTime", new() { WaitingTime = TimeSpan.Zero } },
        { "CompileCacheBytes", new() { CompileCacheBytes = -1 } },
    };
}
