using CodeExec.SessionService.Runs;

namespace CodeExec.UnitTests.Sessions;

public sealed class RunHeaderTests
{
    [Theory]
    [InlineData("wait=5", 5)]
    [InlineData("Wait = \"7\"", 7)]
    [InlineData("respond-async, wait=10", 10)]
    [InlineData("wait=30", 30)]
    [InlineData("wait=31", 30)]
    [InlineData("wait=9000000000000000000", 30)]
    public void A_wait_is_granted_up_to_thirty_seconds(string prefer, int seconds) =>
        PreferWait.Parse(prefer).Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wait")]
    [InlineData("wait=0")]
    [InlineData("wait=-1")]
    [InlineData("wait=1e9")]
    [InlineData("wait=99999999999999999999")]
    [InlineData("respond-async")]
    [InlineData(",;=,")]
    public void A_preference_that_makes_no_sense_is_ignored(string? prefer) => PreferWait.Parse(prefer).Should().BeNull();

    [Theory]
    [InlineData("a")]
    [InlineData("8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("\"quoted as the draft has it\"")]
    public void A_key_is_printable_ASCII(string key) => IdempotencyKey.IsValid(key).Should().BeTrue();

    [Fact]
    public void A_key_has_1_to_255_characters()
    {
        IdempotencyKey.IsValid("").Should().BeFalse();
        IdempotencyKey.IsValid(new string('k', 255)).Should().BeTrue();
        IdempotencyKey.IsValid(new string('k', 256)).Should().BeFalse();
    }

    [Theory]
    [InlineData("é")]
    [InlineData("a\tb")]
    [InlineData("\u007f")]
    public void Anything_else_is_no_key(string key) => IdempotencyKey.IsValid(key).Should().BeFalse();
}
