using CodeExec.RunnerService.Sandbox;

namespace CodeExec.UnitTests.Runner;

public sealed class SandboxJobRulesTests
{
    private static readonly SandboxJob Job = new()
    {
        Command = ["x"],
        Limits = new() { WallTime = TimeSpan.Zero, CpuTime = TimeSpan.Zero, MemoryBytes = 0, StdoutBytes = 0, StderrBytes = 0 },
    };

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/x")]
    [InlineData("a/../../x")]
    [InlineData("a\0b")]
    [InlineData("main.py")]
    [InlineData("main.py/x")]
    public void A_file_that_would_be_elsewhere_or_another_one_is_refused(string name)
    {
        var check = () => SandboxJobRules.Check(Job with { Files = [new("main.py", default), new(name, default)] });

        check.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("A", "b\0C=d")]
    [InlineData("A\0B", "")]
    [InlineData("A=B", "")]
    [InlineData("", "x")]
    public void A_variable_that_would_be_cut_or_another_one_is_refused(string name, string value)
    {
        var check = () => SandboxJobRules.Check(Job with { Environment = new Dictionary<string, string> { [name] = value } });

        check.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void What_is_in_order_passes()
    {
        var check = () => SandboxJobRules.Check(Job with
        {
            Files = [new("main.py", default), new("lib/main.py", default), new("lib/deep/x", default)],
            Environment = new Dictionary<string, string> { ["A"] = "=" },
        });

        check.Should().NotThrow();
    }
}
