using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using CodeExec.TestKit;

namespace CodeExec.IntegrationTests.Runner;

public sealed class ToolchainPreparationTests : IDisposable
{
    private readonly string _state = Machine.TemporaryDirectory("toolchains");

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Runners_that_start_together_prepare_a_toolchain_once()
    {
        var script = $"echo made >>{_state}/made; sleep 0.3; echo compiler >\"$TOOLCHAIN/compiler\"";
        using var first = InstanceDirectory.Open(_state);
        using var second = InstanceDirectory.Open(_state);

        await Task.WhenAll(new[] { first, second }.Select(
            runner => new ToolchainPreparation(runner, TimeProvider.System).RunAsync(script, $"{_state}/toolchains/it", CancellationToken.None)));

        (await File.ReadAllLinesAsync($"{_state}/made")).Should().Equal("made");
        (await File.ReadAllTextAsync($"{_state}/toolchains/it/compiler")).Should().Be("compiler\n");
    }

    [Fact]
    public async Task What_a_script_says_of_its_work_is_passed_on()
    {
        using var runner = InstanceDirectory.Open(_state);
        var preparation = new ToolchainPreparation(runner, TimeProvider.System);

        (await preparation.RunAsync("echo '# a warning' >&2; echo slower >&2", $"{_state}/toolchains/it", CancellationToken.None)).Should().Be("slower");
        (await preparation.RunAsync("true", $"{_state}/toolchains/other", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_script_that_fails_says_why_and_does_not_keep_the_next_one_waiting()
    {
        using var runner = InstanceDirectory.Open(_state);
        var preparation = new ToolchainPreparation(runner, TimeProvider.System);

        await preparation.Awaiting(its => its.RunAsync("echo no compiler >&2; exit 1", $"{_state}/toolchains/it", CancellationToken.None))
            .Should().ThrowAsync<ToolchainException>().WithMessage("no compiler");
        await preparation.Awaiting(its => its.RunAsync("exit 3", $"{_state}/toolchains/it", CancellationToken.None))
            .Should().ThrowAsync<ToolchainException>().WithMessage("*exit code 3*");
        await preparation.RunAsync("touch \"$TOOLCHAIN/compiler\"", $"{_state}/toolchains/it", CancellationToken.None);

        File.Exists($"{_state}/toolchains/it/compiler").Should().BeTrue();
    }
}
