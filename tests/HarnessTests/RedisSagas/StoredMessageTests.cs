using System.Text;
using System.Text.Json;
using CodeExec.RedisSagas;

namespace CodeExec.HarnessTests.RedisSagas;

public sealed class StoredMessageTests
{
    [Theory]
    [InlineData("{\"a\": \"\\u00e9\\n<>\", \"b\": [1.50, null]}", JsonValueKind.Object)]
    [InlineData("a body that is \"no\" JSON", JsonValueKind.String)]
    [InlineData("", JsonValueKind.String)]
    public void A_body_is_stored_as_the_JSON_it_is_and_comes_back_byte_for_byte(string body, JsonValueKind kind)
    {
        var stored = Message(body).ToJson();

        JsonDocument.Parse(stored).RootElement.GetProperty("Body").ValueKind.Should().Be(kind);
        Encoding.UTF8.GetString(StoredMessage.Parse(stored).Body).Should().Be(body);
    }

    [Fact]
    public void A_body_that_an_earlier_version_stored_as_a_string_is_read()
    {
        var earlier = JsonSerializer.SerializeToUtf8Bytes(new
        {
            MessageId = Guid.NewGuid(), Destination = "loopback://localhost/a", Types = new[] { "urn:message:A" }, ContentType = "application/json", Body = "{\"a\":\"é\"}",
        });

        Encoding.UTF8.GetString(StoredMessage.Parse(earlier).Body).Should().Be("{\"a\":\"é\"}");
    }

    private static StoredMessage Message(string body) => new()
    {
        MessageId = Guid.NewGuid(),
        Destination = new Uri("loopback://localhost/a"),
        Types = ["urn:message:A"],
        ContentType = "application/json",
        Body = Encoding.UTF8.GetBytes(body),
    };
}
