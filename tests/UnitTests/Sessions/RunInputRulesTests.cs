using System.ComponentModel.DataAnnotations;
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
    public void Bodies_that_mean_the_same_have_the_same_hash()
    {
        PinnedRun.HashOf(new RunInput()).Should().Equal(PinnedRun.HashOf(new RunInput { Stdin = null }));
        PinnedRun.HashOf(new RunInput { Stdin = "" }).Should().NotEqual(PinnedRun.HashOf(new RunInput()));
        PinnedRun.HashOf(new RunInput { Args = ["a", "b"] }).Should().NotEqual(PinnedRun.HashOf(new RunInput { Args = ["a b"] }));
    }
}
