using CodeExec.ServiceDefaults;
using Microsoft.Extensions.Primitives;

namespace CodeExec.UnitTests.ServiceDefaults;

public sealed class PreferWaitTests
{
    [Theory]
    [InlineData("wait=10", 10)]
    [InlineData("respond-async, wait=10", 10)]
    [InlineData("WAIT = \"7\"", 7)]
    [InlineData("wait=5; foo=bar", 5)]
    [InlineData("wait=3, wait=9", 3)]
    [InlineData("wait=30", 30)]
    [InlineData("wait=31", 30)]
    [InlineData("wait=9000000000000000000", 30)]
    public void A_wait_is_granted_up_to_thirty_seconds(string prefer, int seconds)
    {
        var wait = PreferWait.Parse(prefer);

        wait.Should().Be(TimeSpan.FromSeconds(seconds));
        PreferWait.Format(wait!.Value).Should().Be($"wait={seconds}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wait")]
    [InlineData("wait=")]
    [InlineData("wait=0")]
    [InlineData("wait=-1")]
    [InlineData("wait=1.5")]
    [InlineData("wait=1e9")]
    [InlineData("wait=99999999999999999999")]
    [InlineData("respond-async; wait=5")]
    [InlineData("awaiting=4")]
    [InlineData(",;=,")]
    public void A_preference_that_makes_no_sense_is_ignored(string? prefer) => PreferWait.Parse(prefer).Should().BeNull();

    [Fact]
    public void Several_headers_are_one_list() =>
        PreferWait.Parse(new StringValues(["return=minimal", "wait=4"])).Should().Be(TimeSpan.FromSeconds(4));
}
