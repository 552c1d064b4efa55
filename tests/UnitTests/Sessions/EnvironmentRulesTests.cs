using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.UnitTests.Sessions;

public sealed class EnvironmentRulesTests
{
    [Theory]
    [InlineData("*", "DEBUG", true)]
    [InlineData("*", "A_1", true)]
    [InlineData("*", "PYTHONHASHSEED", true)]
    [InlineData("*", "OCAMLRUNPARAM", true)]
    [InlineData("*", "R_VALUE", true)]
    [InlineData("*", "LD_PRELOAD", false)]
    [InlineData("LD_PRELOAD", "LD_PRELOAD", false)]
    [InlineData("APP_* TZ", "APP_", true)]
    [InlineData("APP_* TZ", "APP_MODE", true)]
    [InlineData("APP_* TZ", "TZ", true)]
    [InlineData("APP_* TZ", "TZ_", false)]
    [InlineData("APP_* TZ", "MY_APP_MODE", false)]
    [InlineData("", "DEBUG", false)]
    public void What_is_listed_and_not_reserved_is_allowed(string list, string name, bool isAllowed) =>
        (Check(new() { AllowedEnvironment = list }, (name, "x")) is null).Should().Be(isAllowed);

    [Theory]
    [InlineData("a")]
    [InlineData("_A")]
    [InlineData("1A")]
    [InlineData("A B")]
    [InlineData("A=B")]
    [InlineData("A\n")]
    [InlineData("Ä")]
    [InlineData("")]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("PYTHONSTARTUP")]
    [InlineData("NODE_OPTIONS")]
    [InlineData("JAVA_TOOL_OPTIONS")]
    [InlineData("BASH_ENV")]
    [InlineData("DOTNET_STARTUP_HOOKS")]
    [InlineData("LUA_INIT_5_4")]
    [InlineData("PHPRC")]
    [InlineData("R_PROFILE_USER")]
    [InlineData("ERL_AFLAGS")]
    [InlineData("TAR_OPTIONS")]
    [InlineData("RUBYGEMS_GEMDEPS")]
    public void Other_names_are_refused(string name) => Check(new(), (name, "x")).Should().NotBeNull();

    [Fact]
    public void Names_and_values_count_in_UTF_8()
    {
        var limits = new LimitsOptions { EnvironmentCount = 2, EnvironmentBytes = 6 };

        Check(limits, ("A", "é"), ("B", "éx"[..1])).Should().BeNull();
        Check(limits, ("A", "é"), ("B", "éx")).Should().NotBeNull();
        Check(limits, ("A", ""), ("B", ""), ("C", "")).Should().NotBeNull();
    }

    private static ProblemHttpResult? Check(LimitsOptions limits, params (string Name, string Value)[] variables) =>
        EnvironmentRules.Check(variables.ToDictionary(variable => variable.Name, variable => (string?)variable.Value), limits);
}
