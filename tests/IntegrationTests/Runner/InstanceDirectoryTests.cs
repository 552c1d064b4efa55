using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Runner;

public sealed class InstanceDirectoryTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("codeexec-instances-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void A_dead_runners_leavings_go_when_the_next_one_starts()
    {
        Directory.CreateDirectory($"{_state}/instances/dead/runs/1");
        File.WriteAllText($"{_state}/instances/dead/lock", "");

        using var instance = InstanceDirectory.Open(_state);

        Directory.GetDirectories($"{_state}/instances").Should().Equal(instance.Path);
    }

    [Fact]
    public void A_living_runner_keeps_what_is_its_own()
    {
        using var living = InstanceDirectory.Open(_state);
        living.Make("runs", "1");

        using var next = InstanceDirectory.Open(_state);

        Directory.Exists($"{living.Path}/runs/1").Should().BeTrue();
    }

    [Fact]
    public async Task Runners_that_start_at_once_each_get_their_own()
    {
        var instances = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => InstanceDirectory.Open(_state))));

        instances.Select(instance => instance.Path).Should().OnlyHaveUniqueItems().And.AllSatisfy(path => File.Exists($"{path}/lock").Should().BeTrue());
        Array.ForEach(instances, instance => instance.Dispose());
    }

    [Fact]
    public void A_stopped_runner_leaves_nothing()
    {
        InstanceDirectory.Open(_state).Dispose();

        Directory.GetDirectories($"{_state}/instances").Should().BeEmpty();
    }

    [Fact]
    public void A_state_directory_that_cannot_be_made_is_refused_with_advice()
    {
        File.WriteAllText($"{_state}/file", "");

        var open = () => InstanceDirectory.Open($"{_state}/file/below");

        open.Should().Throw<SandboxUnavailableException>().WithMessage("*Runner__StateDirectory*");
    }

    [Fact]
    public void A_state_directory_that_is_a_link_is_refused()
    {
        Directory.CreateSymbolicLink($"{_state}/link", Directory.CreateDirectory($"{_state}/elsewhere").FullName);

        var open = () => InstanceDirectory.Open($"{_state}/link");

        open.Should().Throw<SandboxUnavailableException>().WithMessage("*link*");
    }
}
