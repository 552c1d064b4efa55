using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.DeadLetters;
using CodeExec.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.IntegrationTests.Executions;

public sealed class DeadLetterTests(ExecutionServiceHost host) : IClassFixture<ExecutionServiceHost>
{
    private static readonly string LargeSource = "print('" + new string('x', 100_000) + "')";

    [Fact]
    public async Task A_failed_run_is_kept_with_its_program_however_large()
    {
        var id = await FailAsync(LargeSource);

        var letter = await LetterAsync(id);

        letter["kind"]!.GetValue<string>().Should().Be("failed");
        letter["attempts"]!.GetValue<int>().Should().Be(6);
        letter["reason"]!.GetValue<string>().Should().EndWith("The sandbox did not start.");
        letter["execution_id"]!.GetValue<Guid>().Should().Be(id);
        letter["message"]!["source_code"]!.GetValue<string>().Should().Be(LargeSource);
        letter["message"]!["limits"]!["wall_time_ms"]!.GetValue<long>().Should().Be(10_000);
        var end = letter["transitions"]!.AsArray()[^1]!;
        (end["status"]!.GetValue<string>(), end["runner"]!.GetValue<string>()).Should().Be(("FAILED", "runner-6"));
    }

    [Fact]
    public async Task A_run_at_its_time_limit_is_kept_and_a_completed_one_is_not()
    {
        var (late, completed) = (await host.SubmitAsync(), await host.SubmitAsync());

        await host.FinishAsync(completed, "1\n"u8.ToArray());
        await host.FinishAsync(late, "1\n"u8.ToArray(), Termination.WallLimit);

        (await LetterAsync(late))["kind"]!.GetValue<string>().Should().Be("timeout");
        await host.GetUntilAsync($"/executions/{completed}", execution => execution["status"]!.GetValue<string>() == "COMPLETED");
        (await host.Management.GetAsync($"/dead-letters/{completed}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_run_that_the_broker_gave_up_is_kept_from_its_message()
    {
        var (execution, message) = (Guid.NewGuid(), Guid.NewGuid());
        var queue = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{Queues.RunCodeDead}"));

        await queue.Send(
            new RunCode
            {
                ExecutionId = execution,
                Language = "python",
                Source = new Payload { Text = "print(7)", LengthBytes = 8 },
                Args = ["a"],
                Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(1), MemoryBytes = 1 << 26, OutputBytes = 4096 },
            },
            context => context.MessageId = message);

        var letter = await LetterAsync(message);
        letter["kind"]!.GetValue<string>().Should().Be("broker");
        letter["execution_id"]!.GetValue<Guid>().Should().Be(execution);
        letter["message"]!.ToJsonString().Should().Be(
            """{"source_code":"print(7)","args":["a"],"limits":{"wall_time_ms":1000,"memory_bytes":67108864,"output_bytes":4096}}""");
    }

    [Fact]
    public async Task An_event_that_comes_again_changes_nothing_and_does_not_bring_back_what_was_deleted()
    {
        var id = await FailAsync("print(1)");
        var letter = await LetterAsync(id);
        (await host.Management.DeleteAsync($"/dead-letters/{id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var failed = new ExecutionFailed
        {
            ExecutionId = id,
            SessionId = letter["session_id"]!.GetValue<Guid>(),
            Language = "python",
            Seq = 2,
            Transitions = [new ExecutionTransition { Seq = 2, Status = "FAILED", At = TimeProvider.System.GetUtcNow() }],
            Reason = "again",
            Attempts = 6,
        };
        await host.Services.GetRequiredService<IBus>().Publish(failed);
        await LetterAsync(await FailAsync("print(2)"));

        (await host.Management.GetAsync($"/dead-letters/{id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await host.Management.DeleteAsync($"/dead-letters/{id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await PostAsync(id, "{}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pages_show_every_letter_once_the_latest_first_and_filters_narrow_them()
    {
        var ids = new List<Guid>();
        for (var index = 0; index < 5; index++)
        {
            ids.Add(await FailAsync("print(1)"));
            await LetterAsync(ids[^1]);
        }

        var seen = new List<Guid>();
        string? next = "?limit=2&kind=failed";
        while (next is not null)
        {
            var page = await GetAsync($"/dead-letters{next}");
            seen.AddRange(page["dead_letters"]!.AsArray().Select(letter => letter!["id"]!.GetValue<Guid>()));
            next = page["next_before"] is { } before ? $"?limit=2&kind=failed&before={before}" : null;
        }

        seen.Should().OnlyHaveUniqueItems().And.ContainInOrder(Enumerable.Reverse(ids));
        var one = await LetterAsync(ids[2]);
        var ofSession = await GetAsync($"/dead-letters?session_id={one["session_id"]}");
        ofSession["dead_letters"]!.AsArray().Should().ContainSingle().Which!["id"]!.GetValue<Guid>().Should().Be(ids[2]);
        ofSession.ToJsonString().Should().NotContain("print");
        (await GetAsync("/dead-letters?since=2100-01-01T00:00:00Z"))["dead_letters"]!.AsArray().Should().BeEmpty();
        (await GetAsync("/dead-letters?until=2020-01-01T00:00:00%2B02:00"))["dead_letters"]!.AsArray().Should().BeEmpty();
        (await GetAsync("/dead-letters?language=go"))["dead_letters"]!.AsArray().Should().BeEmpty();
    }

    public static TheoryData<string> Cases => new(BadInput.Management.Select(input => input.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_question_that_makes_no_sense_is_a_problem(string name)
    {
        var input = BadInput.Management.Single(input => input.Name == name);
        await ExecutionServiceHost.GetUntilAsync(host.Management, $"/dead-letters/{Guid.NewGuid()}", problem => problem["status"]!.GetValue<int>() == 404);

        var faults = await input.FindFaultsAsync(host.Management);

        faults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("since=0001-01-01T00:00:00-14:00")]
    [InlineData("until=9999-12-31T23:59:59.9999999Z")]
    [InlineData("before=9223372036854775807")]
    [InlineData("language=C%2B%2B")]
    public async Task A_filter_at_the_end_of_its_range_is_answered(string filter)
    {
        var page = await GetAsync($"/dead-letters?{filter}");

        page["dead_letters"].Should().BeOfType<JsonArray>();
    }

    [Fact]
    public async Task Their_migrations_are_those_of_the_model()
    {
        await using var database = await host.Services.GetRequiredService<IDbContextFactory<DeadLetterDbContext>>().CreateDbContextAsync();

        database.Database.HasPendingModelChanges().Should().BeFalse();
    }

    [Fact]
    public async Task Clients_do_not_reach_them()
    {
        (await host.Http.GetAsync("/dead-letters")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_replay_is_a_new_execution_of_the_same_program_and_names_the_old_one()
    {
        var id = await FailAsync(LargeSource);
        await LetterAsync(id);

        var replays = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReplayAsync(id, "{}")));

        var execution = replays.Distinct().Should().ContainSingle().Subject;
        execution.Should().NotBe(id);
        await host.FinishAsync(execution, "1\n"u8.ToArray(), Termination.CpuLimit);
        var again = await LetterAsync(execution);
        again["replay_of"]!.GetValue<Guid>().Should().Be(id);
        again["message"]!["source_code"]!.GetValue<string>().Should().Be(LargeSource);
        (await LetterAsync(id))["replays"]!.AsArray().Should().ContainSingle().Which!["execution_id"]!.GetValue<Guid>().Should().Be(execution);
        (await ReplayAsync(id, "{}")).Should().Be(execution, "a repeat is the same replay after its end too");
    }

    [Fact]
    public async Task A_replay_may_change_the_run_and_another_body_or_key_is_another_replay()
    {
        var id = await FailAsync("print(1)");
        await LetterAsync(id);

        var plain = await ReplayAsync(id, "{}");
        var changed = await ReplayAsync(id, """{"source_code":"print(2)","stdin":"in","args":["-v"],"limits":{"wall_time_ms":500}}""");
        var same = await ReplayAsync(id, """{"limits":{"wall_time_ms":500}, "source_code":"print(2)", "args":["-v"], "stdin":"in"}""");
        var keyed = await ReplayAsync(id, "{}", "once more");

        same.Should().Be(changed);
        new[] { plain, changed, keyed }.Should().OnlyHaveUniqueItems();
        await host.FinishAsync(changed, "1\n"u8.ToArray(), Termination.WallLimit);
        (await LetterAsync(changed))["message"]!.ToJsonString().Should().Be(
            """{"source_code":"print(2)","stdin":"in","args":["-v"],"limits":{"wall_time_ms":500,"memory_bytes":268435456,"output_bytes":1048576}}""");
        var reused = await PostAsync(id, """{"stdin":"other"}""", "once more");
        reused.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await reused.Content.ReadAsStringAsync()).Should().Contain("idempotency-key-reused");
    }

    [Fact]
    public async Task A_replay_that_was_accepted_is_not_run_again_when_all_of_it_has_expired()
    {
        var id = await FailAsync("print(1)");
        await LetterAsync(id);
        var execution = await ReplayAsync(id, "{}");
        await host.FinishAsync(execution, "1\n"u8.ToArray());
        await host.GetUntilAsync(
            $"/executions/{execution}/history", answer => answer["history"] is JsonArray { Count: 3 } history && history[2]!["recorded_at"] is not null);
        await host.RedisDatabase.KeyDeleteAsync($"{{execution:0}}:{execution:N}");

        (await ReplayAsync(id, "{}")).Should().Be(execution);

        (await host.GetAsync($"/executions/{execution}"))["status"]!.GetValue<string>().Should().Be("COMPLETED");
    }

    [Fact]
    public async Task A_replay_brings_the_input_that_was_lost()
    {
        var id = await host.SubmitAsync(stdin: new string('x', 100_000));
        (await host.RedisDatabase.KeyDeleteAsync($"run:{{{id:N}}}:stdin")).Should().BeTrue();
        await FailAsync(id);
        var letter = await LetterAsync(id);

        using var refused = await PostAsync(id, "{}");
        var replayed = await ReplayAsync(id, """{"stdin":""}""");

        letter["message"]!["lost"]!.ToJsonString().Should().Be("""["stdin"]""");
        refused.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:dead-letter-incomplete\"").And.Contain("\"field\":\"stdin\"");
        (await host.GetAsync($"/executions/{replayed}"))["status"]!.GetValue<string>().Should().Be("QUEUED");
    }

    [Fact]
    public async Task A_replay_of_a_run_that_nobody_knows_any_more_brings_all_of_it()
    {
        var id = Guid.NewGuid();
        await host.Services.GetRequiredService<IBus>().Publish(new ExecutionFailed
        {
            ExecutionId = id,
            SessionId = Guid.NewGuid(),
            Language = "python",
            Seq = 2,
            Transitions = [new() { Seq = 1, Status = "QUEUED", At = TimeProvider.System.GetUtcNow() }, new() { Seq = 2, Status = "FAILED", At = TimeProvider.System.GetUtcNow() }],
            Reason = "gone",
            Attempts = 0,
        });
        var letter = await LetterAsync(id);

        using var refused = await PostAsync(id, """{"source_code":"print(1)","stdin":""}""");
        await ReplayAsync(id, """{"source_code":"print(1)","stdin":"","args":[],"files":[],"env":{}}""");

        letter["message"]!["lost"]!.ToJsonString().Should().Be("""["source_code","files","stdin","args","env"]""");
        refused.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("\"field\":\"files\"");
    }

    [Fact]
    public async Task A_program_of_several_files_is_kept_and_replayed_with_all_it_was_asked_with_or_with_others()
    {
        var large = new string('x', 100_000);
        var id = await host.SubmitAsync(with: run => run with
        {
            EntryPoint = "app.py",
            Files = new Payload { Text = $$"""[{"name":"data.txt","content":"{{large}}"}]""", LengthBytes = 100_038 },
            Environment = [new() { Name = "A", Value = "1" }],
            Limits = run.Limits with { CpuTime = TimeSpan.FromSeconds(2), Processes = 3, FileBytes = 4096, OpenFiles = 16, DiskBytes = 1 << 20, CpuPercent = 50 },
        });
        await FailAsync(id);
        var letter = await LetterAsync(id);

        var plain = await ReplayAsync(id, "{}");
        var changed = await ReplayAsync(id, """{"files":[{"name":"lib/x.py","content":""}],"entry_point":"","env":{},"limits":{"processes":4,"open_files":17}}""");

        letter["message"]!["files"]![0]!["content"]!.GetValue<string>().Should().Be(large);
        await FailAsync(plain);
        (await LetterAsync(plain))["message"]!.ToJsonString().Should().Be(letter["message"]!.ToJsonString())
            .And.Contain("\"entry_point\":\"app.py\"").And.Contain("\"env\":{\"A\":\"1\"}").And.Contain("\"cpu_time_ms\":2000,\"processes\":3,\"file_bytes\":4096,\"open_files\":16,\"disk_bytes\":1048576,\"cpu_percent\":50");
        await FailAsync(changed);
        (await LetterAsync(changed))["message"]!.ToJsonString().Should().Be(
            """{"source_code":"print(1)","files":[{"name":"lib/x.py","content":""}],"env":{},"limits":{"wall_time_ms":10000,"memory_bytes":268435456,"output_bytes":1048576,"cpu_time_ms":2000,"processes":4,"file_bytes":4096,"open_files":17,"disk_bytes":1048576,"cpu_percent":50}}""");
    }

    [Fact]
    public async Task A_replay_brings_the_files_that_were_lost()
    {
        var id = await host.SubmitAsync(with: run => run with { Files = new Payload { Key = "run:gone", LengthBytes = 1 } });
        await FailAsync(id);
        var letter = await LetterAsync(id);

        using var refused = await PostAsync(id, "{}");
        await ReplayAsync(id, """{"files":[]}""");

        letter["message"]!["lost"]!.ToJsonString().Should().Be("""["files"]""");
        (await refused.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:dead-letter-incomplete\"").And.Contain("\"field\":\"files\"");
    }

    [Theory]
    [InlineData("""{"limits":{"wall_time_ms":1}}""", "limit-out-of-range")]
    [InlineData("""{"limits":{"processes":1025}}""", "limit-out-of-range")]
    [InlineData("""{"limits":{"cpu_time_ms":600001}}""", "limit-out-of-range")]
    [InlineData("""{"limits":{"file_bytes":4095}}""", "limit-out-of-range")]
    [InlineData("""{"limits":{"open_files":4097}}""", "limit-out-of-range")]
    [InlineData("""{"limits":{"disk_bytes":1073741825}}""", "limit-out-of-range")]
    [InlineData("""{"limits":{"cpu_percent":4}}""", "limit-out-of-range")]
    [InlineData("""{"files":[{"name":"../x","content":""}]}""", "invalid-files")]
    [InlineData("""{"files":[{"name":"app.py","content":""}],"entry_point":"app.py"}""", "invalid-files")]
    [InlineData("""{"files":[null]}""", "invalid-files")]
    [InlineData("""{"entry_point":"/app.py"}""", "unknown-entry-point")]
    [InlineData("""{"env":{"PATH":"x"}}""", "invalid-env")]
    [InlineData("""{"env":{"A":null}}""", "invalid-env")]
    [InlineData("""{"limits":{"memory_bytes":99999999999999}}""", "limit-out-of-range")]
    [InlineData("""{"args":["a\u0000b"]}""", "invalid-args")]
    [InlineData("""{"args":[null]}""", "invalid-args")]
    [InlineData("""{"language":"klingon"}""", "language-unavailable")]
    [InlineData("""{"source":"x"}""", "invalid-body")]
    public async Task A_replay_that_cannot_run_is_refused(string body, string problem)
    {
        var id = await FailAsync("print(1)");
        await LetterAsync(id);

        using var response = await PostAsync(id, body);

        response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadAsStringAsync()).Should().Contain($"urn:codeexec:problem:{problem}\"");
        (await LetterAsync(id))["replays"]!.AsArray().Should().BeEmpty();
    }

    private async Task<Guid> FailAsync(string source)
    {
        var id = await host.SubmitAsync(source);
        await FailAsync(id);
        return id;
    }

    private Task FailAsync(Guid id) => host.ReportAsync(new CodeRunFaulted
    {
        ExecutionId = id,
        Attempt = 6,
        Runner = "runner-6",
        FaultedAt = TimeProvider.System.GetUtcNow(),
        Reason = "The sandbox did not start.",
    });

    private Task<JsonObject> LetterAsync(Guid id) =>
        ExecutionServiceHost.GetUntilAsync(host.Management, $"/dead-letters/{id}", letter => letter.ContainsKey("kind"));

    private async Task<JsonObject> GetAsync(string path) =>
        JsonNode.Parse(await host.Management.GetStringAsync(path))!.AsObject();

    private async Task<Guid> ReplayAsync(Guid id, string body, string? key = null)
    {
        using var response = await PostAsync(id, body, key);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.Accepted, text);
        var accepted = JsonNode.Parse(text)!;
        accepted["replay_of"]!.GetValue<Guid>().Should().Be(id);
        return accepted["execution_id"]!.GetValue<Guid>();
    }

    private async Task<HttpResponseMessage> PostAsync(Guid id, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/dead-letters/{id}/replay")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await host.Management.SendAsync(request);
    }
}
