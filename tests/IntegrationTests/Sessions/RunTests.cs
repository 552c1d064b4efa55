using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CodeExec.RunStore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.Sessions;

[Collection(nameof(SessionHost))]
public sealed class RunTests(SessionHost host)
{
    [Fact]
    public async Task A_run_is_accepted_with_where_to_ask_for_it()
    {
        var session = await host.NewSessionAsync("print(2)");

        var response = await host.Http.PostAsync($"code-sessions/{session}/run", null);

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var run = host.Executions.Of(session).Should().ContainSingle().Subject;
        (await response.Content.ReadAsStringAsync()).Should().Be($$"""{"execution_id":"{{run.ExecutionId}}","status":"QUEUED"}""");
        response.Headers.Location.Should().Be($"/executions/{run.ExecutionId}");
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        run.Source.Text.Should().Be("print(2)");
        run.Limits.WallTime.Should().Be(TimeSpan.FromSeconds(10));
        run.ExecutionId.Version.Should().Be(4);
    }

    [Fact]
    public async Task Input_arguments_and_limits_reach_the_run()
    {
        var session = await host.NewSessionAsync();

        await host.Http.PostAsJsonAsync($"code-sessions/{session}/run", new
        {
            stdin = "hello\0",
            args = new[] { "-x", "" },
            limits = new { wall_time_ms = 500, memory_bytes = 32 * 1024 * 1024, output_bytes = 2048 },
        });

        var run = host.Executions.Of(session).Should().ContainSingle().Subject;
        run.Stdin!.Text.Should().Be("hello\0");
        run.Args.Should().Equal("-x", "");
        run.Limits.WallTime.Should().Be(TimeSpan.FromMilliseconds(500));
        run.Limits.MemoryBytes.Should().Be(32 * 1024 * 1024);
        run.Limits.OutputBytes.Should().Be(2048);
    }

    [Fact]
    public async Task A_large_source_travels_by_reference()
    {
        var source = new string('#', 100_000);
        var session = await host.NewSessionAsync(source);

        await host.Http.PostAsync($"code-sessions/{session}/run", null);

        var run = host.Executions.Of(session).Should().ContainSingle().Subject;
        run.Source.Text.Should().BeNull();
        var content = await host.Services.GetRequiredService<RunPayloads>().ReadAsync(run.Source);
        Encoding.UTF8.GetString(content!.Value.Span).Should().Be(source);
    }

    [Fact]
    public async Task Files_entry_point_environment_and_every_limit_reach_the_run()
    {
        var session = await host.NewSessionAsync("print(1)");
        await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { files = Files(("app.py", "run me"), ("lib/x.py", "é")), entry_point = "app.py" });

        await RunAsync(session, null, """{"env":{"B":"2","A":""},"limits":{"cpu_time_ms":1500,"processes":7,"file_bytes":4096,"open_files":16,"disk_bytes":1048576,"cpu_percent":50}}""");

        var run = host.Executions.Of(session).Should().ContainSingle().Subject;
        (run.EntryPoint, run.Source.Text).Should().Be(("app.py", "run me"));
        run.Files!.Text.Should().Be("""[{"name":"main.py","content":"print(1)"},{"name":"lib/x.py","content":"é"}]""");
        run.Environment!.Select(variable => (variable.Name, variable.Value)).Should().BeEquivalentTo([("A", ""), ("B", "2")]);
        (run.Limits.CpuTime, run.Limits.Processes).Should().Be((TimeSpan.FromMilliseconds(1500), 7));
        (run.Limits.FileBytes, run.Limits.OpenFiles, run.Limits.DiskBytes, run.Limits.CpuPercent).Should().Be((4096, 16, 1048576, 50));
    }

    [Theory]
    [InlineData("javascript", 512L << 20, 100)]
    [InlineData("node", 512L << 20, 100)]
    [InlineData("python", 256L << 20, 64)]
    public async Task Limits_are_those_of_the_sessions_language(string language, long memoryBytes, int most)
    {
        var session = await host.NewSessionAsync("1", language);

        await RunAsync(session, null, "{}");
        await RunAsync(session, null, $$$"""{"limits":{"processes":{{{most}}}}}""");
        var refused = await RunAsync(session, null, $$$"""{"limits":{"processes":{{{most + 1}}}}}""");

        host.Executions.Of(session).Select(run => (run.Limits.MemoryBytes, run.Limits.Processes)).Should().Equal((memoryBytes, 64), (memoryBytes, most));
        (await refused.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:limit-out-of-range\"").And.Contain($"\"maximum\":{most}");
    }

    [Fact]
    public async Task A_run_may_have_files_and_an_entry_point_of_its_own()
    {
        var session = await host.NewSessionAsync("print(1)");
        await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { files = Files(("app.py", "saved")), entry_point = "app.py" });

        await RunAsync(session, null, """{"files":[{"name":"app.py","content":"sent"}]}""");
        await RunAsync(session, null, """{"entry_point":""}""");
        var refused = await RunAsync(session, null, """{"files":[]}""");
        await RunAsync(session, null, """{"files":[],"entry_point":"main.py"}""");

        host.Executions.Of(session).Select(run => (run.EntryPoint, run.Source.Text, run.Files?.Text)).Should().Equal(
            ("app.py", "sent", """[{"name":"main.py","content":"print(1)"}]"""),
            (null, "print(1)", """[{"name":"app.py","content":"saved"}]"""),
            (null, "print(1)", null));
        (await refused.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:unknown-entry-point");
        (await host.Http.GetStringAsync($"code-sessions/{session}")).Should().Contain("\"saved\"").And.NotContain("sent");
    }

    [Fact]
    public async Task Large_files_travel_by_reference_and_a_repeat_brings_them_again_as_they_were()
    {
        var session = await host.NewSessionAsync("first");
        await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { files = Files(("data.txt", new string('x', 100_000))) });
        await RunAsync(session, "key", "{}");
        var run = host.Executions.Of(session).Single();
        var redis = host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var before = await redis.StringGetAsync(run.Files!.Key);
        await redis.KeyDeleteAsync(run.Files.Key);
        await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { files = Files(("main2.py", "")), entry_point = "main2.py" });

        var again = await RunAsync(session, "key", "{}");

        again.StatusCode.Should().Be(HttpStatusCode.Accepted);
        run.Files.Text.Should().BeNull();
        (await redis.StringGetAsync(run.Files.Key)).Should().Be(before).And.NotBe(RedisValue.Null);
        host.Executions.Of(session).Select(repeat => (repeat.ExecutionId, repeat.EntryPoint, repeat.Source.Text, repeat.Files)).Distinct().Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"files":[{"name":"a","content":"1"}]}""", """{"files":[{"name":"a","content":"2"}]}""")]
    [InlineData("""{"env":{"A":"1"}}""", """{"env":{"A":"2"}}""")]
    [InlineData("""{"entry_point":""}""", "{}")]
    [InlineData("""{"limits":{"processes":9}}""", """{"limits":{"processes":8}}""")]
    public async Task The_same_key_with_other_files_variables_or_limits_is_refused(string body, string other)
    {
        var session = await host.NewSessionAsync();
        await RunAsync(session, "key", body);

        var same = await RunAsync(session, "key", body);
        var refused = await RunAsync(session, "key", other);

        same.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:idempotency-key-reused");
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_is_the_same_execution_of_the_same_source()
    {
        var session = await host.NewSessionAsync("first");
        var first = await RunAsync(session, "key", """{"stdin":"x","args":[]}""");

        await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { source_code = "second" });
        var again = await RunAsync(session, "key", """{ "args": [], "stdin": "x" }""");
        var other = await RunAsync(session, "another key", """{"stdin":"x","args":[]}""");

        again.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await again.Content.ReadAsStringAsync()).Should().Be(await first.Content.ReadAsStringAsync());
        (await other.Content.ReadAsStringAsync()).Should().NotBe(await first.Content.ReadAsStringAsync());
        host.Executions.Of(session).Select(run => run.Source.Text).Should().Equal("first", "first", "second");
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var session = await host.NewSessionAsync();
        await RunAsync(session, "key", """{"stdin":"x"}""");

        var other = await RunAsync(session, "key", """{"stdin":"y"}""");

        other.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await other.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:idempotency-key-reused");
        host.Executions.Of(session).Should().ContainSingle();
    }

    [Fact]
    public async Task The_same_key_in_another_session_is_another_run()
    {
        var (one, two) = (await host.NewSessionAsync(), await host.NewSessionAsync());

        var first = await RunAsync(one, "shared", "{}");
        var second = await RunAsync(two, "shared", "{}");

        (await first.Content.ReadAsStringAsync()).Should().NotBe(await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Fifty_at_once_with_the_same_key_are_one_execution()
    {
        var session = await host.NewSessionAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync(session, "fifty", "{}")));

        responses.Select(response => response.StatusCode).Should().OnlyContain(status => status == HttpStatusCode.Accepted);
        responses.Select(response => response.Headers.Location).Distinct().Should().ContainSingle();
        host.Executions.Of(session).Select(run => run.ExecutionId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Of_two_bodies_that_come_at_once_with_the_same_key_one_runs_and_the_other_is_refused()
    {
        var session = await host.NewSessionAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(index => RunAsync(session, "two", $$"""{"stdin":"{{index % 2}}"}""")));

        responses.CountBy(response => response.StatusCode).Should().BeEquivalentTo(
            [KeyValuePair.Create(HttpStatusCode.Accepted, 25), KeyValuePair.Create(HttpStatusCode.UnprocessableEntity, 25)]);
        host.Executions.Of(session).Select(run => (run.ExecutionId, run.Stdin!.Text)).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_repeat_brings_the_source_and_input_again_when_they_have_expired()
    {
        var (source, stdin) = (new string('#', 100_000), new string('x', 100_000));
        var session = await host.NewSessionAsync(source);
        var first = await RunAsync(session, "key", $$"""{"stdin":"{{stdin}}"}""");
        var run = host.Executions.Of(session).Single();
        var redis = host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        (await redis.KeyDeleteAsync([run.Source.Key, run.Stdin!.Key])).Should().Be(2);

        var again = await RunAsync(session, "key", $$"""{"stdin":"{{stdin}}"}""");

        again.Headers.Location.Should().Be(first.Headers.Location);
        (await redis.StringGetAsync(run.Source.Key)).Should().Be(source);
        (await redis.StringGetAsync(run.Stdin.Key)).Should().Be(stdin);
    }

    [Fact]
    public async Task A_client_that_prefers_to_wait_gets_the_finished_execution()
    {
        var session = await host.NewSessionAsync();

        var response = await RunAsync(session, null, "{}", "wait=10");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.GetValues("Preference-Applied").Should().Equal("wait=10");
        var execution = await response.Content.ReadFromJsonAsync<JsonElement>();
        execution.GetProperty("execution_id").GetGuid().Should().Be(host.Executions.Of(session).Single().ExecutionId);
        execution.GetProperty("stdout").GetString().Should().HaveLength(100_000);
    }

    [Fact]
    public async Task A_client_whose_run_is_not_finished_in_time_gets_202()
    {
        var session = await host.NewSessionAsync();

        var response = await RunAsync(session, null, "{}", "wait=1");

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await response.Content.ReadAsStringAsync()).Should().Contain("QUEUED");
    }

    [Fact]
    public async Task Without_an_answer_in_time_the_client_is_told_503_and_the_execution_id()
    {
        var session = await host.NewSessionAsync();
        host.Executions.IsSilent = true;
        try
        {
            var before = Stopwatch.GetTimestamp();
            var response = await host.Http.PostAsync($"code-sessions/{session}/run", null);

            Stopwatch.GetElapsedTime(before).Should().BeLessThan(TimeSpan.FromSeconds(8)); // two, and what a loaded machine adds
            response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter.Should().NotBeNull();
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("type").GetString().Should().Be("urn:codeexec:problem:not-accepted");
            problem.GetProperty("execution_id").GetGuid().Should().Be(host.Executions.Of(session).Single().ExecutionId);
        }
        finally
        {
            host.Executions.IsSilent = false;
        }
    }

    private static object[] Files(params (string Name, string Content)[] files) => [.. files.Select(file => new { name = file.Name, content = file.Content })];

    private Task<HttpResponseMessage> RunAsync(Guid session, string? key, string body, string? prefer = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"code-sessions/{session}/run")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (prefer is not null)
        {
            request.Headers.Add("Prefer", prefer);
        }

        return host.Http.SendAsync(request);
    }
}
