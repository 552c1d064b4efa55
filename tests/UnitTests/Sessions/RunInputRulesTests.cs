using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Runs;

namespace CodeExec.UnitTests.Sessions;

public sealed class RunInputRulesTests
{
    private static readonly LimitsOptions Limits = new() { MaximumWallTime = TimeSpan.FromSeconds(30), ArgsCount = 3, ArgsBytes = 10, StdinBytes = 4 };

    [Fact]
    public void A_run_that_asks_for_nothing_has_the_defaults()
    {
        RunInputRules.Check(new RunInput(), Limits).Should().BeNull();
        RunInputRules.Resolve(null, Limits).Should().Be(Limits.Default);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    [InlineData(30_000, false)]
    [InlineData(30_001, true)]
    [InlineData(long.MinValue, true)]
    [InlineData(long.MaxValue, true)]
    public void Wall_time_goes_from_100_ms_to_the_maximum(long wallTimeMs, bool isRefused) =>
        (RunInputRules.Check(new RunInput { Limits = new() { WallTimeMs = wallTimeMs } }, Limits) is not null).Should().Be(isRefused);

    [Fact]
    public void A_refused_limit_names_the_maximum()
    {
        var problem = RunInputRules.Check(new RunInput { Limits = new() { MemoryBytes = long.MaxValue } }, Limits)!.ProblemDetails;

        problem.Detail.Should().Contain("limits.memory_bytes").And.Contain("268435456");
        problem.Extensions["maximum"].Should().Be(268435456L);
    }

    [Fact]
    public void Sizes_are_counted_in_UTF_8()
    {
        RunInputRules.Check(new RunInput { Stdin = "éé" }, Limits).Should().BeNull();
        RunInputRules.Check(new RunInput { Stdin = "ééé" }, Limits)!.StatusCode.Should().Be(413);
        RunInputRules.Check(new RunInput { Args = ["ééééé"] }, Limits).Should().BeNull();
        RunInputRules.Check(new RunInput { Args = ["ééééé", "x"] }, Limits)!.StatusCode.Should().Be(422);
    }

    [Fact]
    public void A_default_above_its_maximum_is_a_wrong_setting()
    {
        var options = new LimitsOptions { WallTime = TimeSpan.FromSeconds(20), MaximumWallTime = TimeSpan.FromSeconds(10) };

        var complaints = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), complaints, validateAllProperties: true).Should().BeFalse();

        complaints.Should().ContainSingle().Which.ErrorMessage.Should().Contain("MaximumWallTime");
    }

    [Fact]
    public void The_defaults_are_valid_settings()
    {
        var options = new LimitsOptions();

        Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true).Should().BeTrue();
    }

    [Fact]
    public void CPU_time_may_be_twice_the_longest_wall_time_unless_set()
    {
        RunInputRules.Check(new RunInput { Limits = new() { CpuTimeMs = 60_000 } }, Limits).Should().BeNull();
        RunInputRules.Check(new RunInput { Limits = new() { CpuTimeMs = 60_001 } }, Limits)!.StatusCode.Should().Be(422);
        RunInputRules.Check(new RunInput { Limits = new() { CpuTimeMs = 1001 } }, new LimitsOptions { CpuTime = TimeSpan.FromSeconds(1) })!.StatusCode.Should().Be(422);
        RunInputRules.Resolve(new() { CpuTimeMs = 1500 }, Limits).CpuTime.Should().Be(TimeSpan.FromMilliseconds(1500));
    }

    [Fact]
    public void A_run_may_ask_for_fewer_processes_and_not_for_more()
    {
        RunInputRules.Resolve(new() { Processes = 1 }, Limits).Processes.Should().Be(1);
        RunInputRules.Check(new RunInput { Limits = new() { Processes = 0 } }, Limits)!.StatusCode.Should().Be(422);
        RunInputRules.Check(new RunInput { Limits = new() { Processes = 65 } }, Limits)!.StatusCode.Should().Be(422);
        RunInputRules.Check(new RunInput { Limits = new() { Processes = 65 } }, new LimitsOptions { MaximumProcesses = 65 }).Should().BeNull();
    }

    [Theory]
    [InlineData("""{"Stdin":"x","Args":["a"],"Limits":{"WallTimeMs":1,"MemoryBytes":2,"OutputBytes":3}}""")]
    [InlineData("""{"Stdin":null,"Args":null,"Limits":null}""")]
    public void A_body_without_what_was_added_later_has_the_hash_it_always_had(string before) => PinnedRun.HashOf(before.Contains("null", StringComparison.Ordinal)
            ? new RunInput()
            : new RunInput { Stdin = "x", Args = ["a"], Limits = new() { WallTimeMs = 1, MemoryBytes = 2, OutputBytes = 3 } })
        .Should().Equal(SHA256.HashData(Encoding.UTF8.GetBytes(before)));

    [Fact]
    public void Files_entry_point_and_environment_are_in_the_hash()
    {
        RunInput[] bodies =
        [
            new(),
            new() { Files = [] },
            new() { Files = [new() { Name = "a", Content = "" }] },
            new() { Files = [new() { Name = "a", Content = "x" }] },
            new() { EntryPoint = "" },
            new() { EntryPoint = "a" },
            new() { Env = Env("A", "1") },
            new() { Env = Env("A", "2") },
            new() { Limits = new() { CpuTimeMs = 100 } },
            new() { Limits = new() { Processes = 100 } },
        ];

        bodies.Select(body => Convert.ToHexString(PinnedRun.HashOf(body))).Should().OnlyHaveUniqueItems();
        PinnedRun.HashOf(new() { Env = Env("A", "1", "B", "2") }).Should().Equal(PinnedRun.HashOf(new() { Env = Env("B", "2", "A", "1") }));

        static Dictionary<string, string?> Env(params string[] words) => words.Chunk(2).ToDictionary(pair => pair[0], pair => (string?)pair[1]);
    }

    [Fact]
    public void Bodies_that_mean_the_same_have_the_same_hash()
    {
        PinnedRun.HashOf(new RunInput()).Should().Equal(PinnedRun.HashOf(new RunInput { Stdin = null }));
        PinnedRun.HashOf(new RunInput { Stdin = "" }).Should().NotEqual(PinnedRun.HashOf(new RunInput()));
        PinnedRun.HashOf(new RunInput { Args = ["a", "b"] }).Should().NotEqual(PinnedRun.HashOf(new RunInput { Args = ["a b"] }));
    }
}
