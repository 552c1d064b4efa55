using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

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
    public async Task Its_migrations_are_those_of_the_model()
    {
        await using var database = await host.Services.GetRequiredService<IDbContextFactory<SessionDbContext>>().CreateDbContextAsync();

        database.Database.HasPendingModelChanges().Should().BeFalse();
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
    public async Task Files_and_entry_point_are_kept_as_they_were_sent_until_they_are_sent_again()
    {
        var session = await host.NewSessionAsync("");
        var files = new[] { new { name = "lib/ü.py", content = "\0\"\\\n👩" }, new { name = "app.py", content = "" } };

        await SaveAsync(session, new { files, entry_point = "app.py" });
        await SaveAsync(session, new { source_code = "print(1)" });
        var kept = await host.Http.GetFromJsonAsync<JsonElement>($"code-sessions/{session}");
        await SaveAsync(session, new { files = files[..1], entry_point = "" });
        var replaced = await host.Http.GetFromJsonAsync<JsonElement>($"code-sessions/{session}");
        await SaveAsync(session, new { files = Array.Empty<object>() });
        var cleared = await host.Http.GetFromJsonAsync<JsonElement>($"code-sessions/{session}");

        kept.GetProperty("files").Deserialize<JsonElement[]>()!.Select(file => (file.GetProperty("name").GetString(), file.GetProperty("content").GetString()))
            .Should().Equal(files.Select(file => ((string?)file.name, (string?)file.content)));
        kept.GetProperty("entry_point").GetString().Should().Be("app.py");
        (replaced.GetProperty("files").GetArrayLength(), replaced.TryGetProperty("entry_point", out _)).Should().Be((1, false));
        cleared.GetProperty("files").GetArrayLength().Should().Be(0);
        cleared.GetProperty("source_code").GetString().Should().Be("print(1)");
    }

    [Fact]
    public async Task A_change_is_checked_against_what_it_leaves_as_it_is()
    {
        var session = await host.NewSessionAsync("");
        await SaveAsync(session, new { files = new[] { new { name = "app.py", content = new string('#', 1024 * 1024) } }, entry_point = "app.py" });

        var refusals = new[]
        {
            await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { source_code = "x" }),
            await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { files = Array.Empty<object>() }),
            await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { language = "kotlin" }),
        };

        refusals.Select(response => (int)response.StatusCode).Should().Equal(413, 422, 422);
        (await refusals[1].Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:unknown-entry-point");
    }

    [Fact]
    public async Task A_session_may_be_created_with_all_of_it()
    {
        var created = await host.Http.PostAsJsonAsync("code-sessions", new { language = "js", files = new[] { new { name = "app.js", content = "1" } }, entry_point = "app.js" });

        var session = await host.Http.GetFromJsonAsync<JsonElement>(created.Headers.Location);
        session.GetProperty("files")[0].GetRawText().Should().Be("""{"name":"app.js","content":"1"}""");
        session.GetProperty("entry_point").GetString().Should().Be("app.js");
    }

    [Fact]
    public async Task Limits_tell_defaults_and_maximums()
    {
        var limits = await host.Http.GetFromJsonAsync<JsonElement>("limits");

        limits.GetProperty("wall_time_ms").GetRawText().Should().Be("""{"default":10000,"minimum":100,"maximum":10000}""");
        limits.GetProperty("source_bytes").GetInt32().Should().Be(1024 * 1024);
        limits.GetProperty("cpu_time_ms").GetRawText().Should().Be("""{"default":20000,"minimum":100,"maximum":20000}""");
        limits.GetProperty("processes").GetRawText().Should().Be("""{"default":64,"minimum":1,"maximum":64}""");
        limits.GetProperty("file_bytes").GetRawText().Should().Be("""{"default":67108864,"minimum":4096,"maximum":67108864}""");
        limits.GetProperty("open_files").GetRawText().Should().Be("""{"default":256,"minimum":16,"maximum":256}""");
        limits.GetProperty("disk_bytes").GetRawText().Should().Be("""{"default":67108864,"minimum":1048576,"maximum":67108864}""");
        limits.GetProperty("cpu_percent").GetRawText().Should().Be("""{"minimum":5,"maximum":6400}""");
        limits.GetProperty("languages").GetRawText().Should().Be(
            """{"javascript":{"memory_bytes":{"default":536870912,"minimum":16777216,"maximum":536870912},"processes":{"default":64,"minimum":1,"maximum":100}}}""");
        limits.GetProperty("env_allowed").GetRawText().Should().Be("""["*"]""");
    }

    private async Task SaveAsync(Guid session, object changes) =>
        (await host.Http.PatchAsJsonAsync($"code-sessions/{session}", changes)).StatusCode.Should().Be(HttpStatusCode.OK);
}
