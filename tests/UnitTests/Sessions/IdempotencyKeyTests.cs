using CodeExec.SessionService.Runs;

namespace CodeExec.UnitTests.Sessions;

public sealed class IdempotencyKeyTests
{
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
