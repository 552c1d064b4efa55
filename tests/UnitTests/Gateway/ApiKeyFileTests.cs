using System.Text;
using CodeExec.Gateway.ApiKeys;

namespace CodeExec.UnitTests.Gateway;

public sealed class ApiKeyFileTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void It_has_keys_by_their_hash_whatever_its_case()
    {
        var keys = Parse($$"""{"keys": [{"tenant": "school", "sha256": "{{Hash}}", "queued_runs": 7}]}""");

        keys[Hash.ToUpperInvariant()].Should().BeEquivalentTo(new { Tenant = "school", RequestsPerMinute = 600, QueuedRuns = 7 });
    }

    [Theory]
    [InlineData("", "Line 1: it is not ")]
    [InlineData("null", "It is null.")]
    [InlineData("""{"keys": [{"tenant": "a"}]}""", "Line 1: it is not ")]
    [InlineData("""{"keys": [{"tenant": "a", "sha256": "1234"}]}""", "keys[0]: sha256 is 64 hexadecimal digits")]
    [InlineData("""{"keys": [{"tenant": "", "sha256": "HASH"}]}""", "keys[0]: tenant is 1 to 100 characters.")]
    [InlineData("""{"keys": [{"tenant": "a", "sha256": "HASH", "queued_runs": 0}]}""", "keys[0]: requests_per_minute and queued_runs are 1 to 1000000.")]
    [InlineData("""{"keys": [{"tenant": "a", "sha256": "HASH", "secret": "x"}]}""", "Line 1: it is not ")]
    [InlineData("""{"keys": [{"tenant": "a", "sha256": "HASH"}, {"tenant": "b", "sha256": "HASH"}]}""", "The hash AAAAAAAA… is there 2 times.")]
    public void What_is_wrong_with_it_is_said(string json, string sentence) =>
        FluentActions.Invoking(() => Parse(json.Replace("HASH", Hash, StringComparison.Ordinal)))
            .Should().Throw<ApiKeyFileException>().Which.Message.Should().StartWith(sentence);

    private static System.Collections.Frozen.FrozenDictionary<string, ApiKey> Parse(string json) => ApiKeyFile.Parse(Encoding.UTF8.GetBytes(json));
}
