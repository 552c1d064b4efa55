using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CodeExec.IntegrationTests.Sessions;

[Collection(nameof(SessionHost))]
public sealed class CodeSessionTests(SessionHost host)
{
    [Fact]
    public async Task A_session_created_with_no_body_is_empty_Python()
    {
        var created = await host.Http.PostAsync("code-sessions", null);

        created.StatusCode.Should().Be(HttpStatusCode.Created);
        var answer = await created.Content.ReadFromJsonAsync<JsonElement>();
        answer.GetProperty("status").GetString().Should().Be("ACTIVE");
        created.Headers.Location.Should().Be($"/code-sessions/{answer.GetProperty("session_id")}");
        var session = await host.Http.GetFromJsonAsync<JsonElement>(created.Headers.Location);
        session.GetProperty("language").GetString().Should().Be("python");
        session.GetProperty("source_code").GetString().Should().BeEmpty();
        session.TryGetProperty("last_run", out _).Should().BeFalse();
    }

    [Fact]
    public async Task What_is_left_out_of_a_change_stays()
    {
        var session = await host.NewSessionAsync("print(1)");

        var changed = await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { language = "PY" });

        changed.StatusCode.Should().Be(HttpStatusCode.OK);
        (await changed.Content.ReadAsStringAsync()).Should().Be($$"""{"session_id":"{{session}}","status":"ACTIVE"}""");
        var now = await host.Http.GetFromJsonAsync<JsonElement>($"code-sessions/{session}");
        now.GetProperty("language").GetString().Should().Be("python");
        now.GetProperty("source_code").GetString().Should().Be("print(1)");
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("žluťoučký 👩‍🚀 \u202e")]
    [InlineData("")]
    public async Task Any_Unicode_source_is_kept_exactly(string source)
    {
        var session = await host.NewSessionAsync(source);

        var now = await host.Http.GetFromJsonAsync<JsonElement>($"code-sessions/{session}");

        now.GetProperty("source_code").GetString().Should().Be(source);
    }

    [Fact]
    public async Task A_source_of_exactly_the_limit_is_kept_even_when_JSON_makes_it_six_times_as_long()
    {
        var source = new string('\u0001', 1024 * 1024);
        var session = await host.NewSessionAsync();

        var changed = await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { source_code = source });

        changed.StatusCode.Should().Be(HttpStatusCode.OK);
        var now = await host.Http.GetFromJsonAsync<JsonElement>($"code-sessions/{session}");
        now.GetProperty("source_code").GetString().Should().Be(source);
    }

    [Fact]
    public async Task Limits_tell_defaults_and_maximums()
    {
        var limits = await host.Http.GetFromJsonAsync<JsonElement>("limits");

        limits.GetProperty("wall_time_ms").GetRawText().Should().Be("""{"default":10000,"minimum":100,"maximum":10000}""");
        limits.GetProperty("source_bytes").GetInt32().Should().Be(1024 * 1024);
    }
}
