using CodeExec.ExecutionService.Executions;
using Microsoft.Extensions.Primitives;

namespace CodeExec.UnitTests.Executions;

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
    [InlineData("wait=99999999999", null)]
    [InlineData("wait=0", null)]
    [InlineData("wait=-1", null)]
    [InlineData("wait=1.5", null)]
    [InlineData("wait", null)]
    [InlineData("wait=", null)]
    [InlineData("awaiting=4", null)]
    [InlineData(",;=,", null)]
    [InlineData("", null)]
    public void A_wait_is_read_as_RFC_7240_says(string prefer, int? seconds) => PreferWait.Seconds(prefer).Should().Be(seconds);

    [Fact]
    public void Several_headers_are_one_list() => PreferWait.Seconds(new StringValues(["return=minimal", "wait=4"])).Should().Be(4);

    [Fact]
    public void No_header_is_no_wait() => PreferWait.Seconds(StringValues.Empty).Should().BeNull();
}
