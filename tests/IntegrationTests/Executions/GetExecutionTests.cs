using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;

namespace CodeExec.IntegrationTests.Executions;

public sealed class GetExecutionTests(ExecutionServiceHost service) : IClassFixture<ExecutionServiceHost>
{
    [Fact]
    public async Task What_was_accepted_is_found_at_once()
    {
        await Parallel.ForAsync(0, 40, async (_, _) =>
        {
            var id = await service.SubmitAsync();

            (await service.GetAsync($"/executions/{id}"))["status"]!.GetValue<string>().Should().Be("QUEUED");
        });
    }

    [Fact]
    public async Task A_completed_execution_is_answered_with_its_output()
    {
        var id = await service.SubmitAsync();

        await service.FinishAsync(id, "grüße\0\n"u8.ToArray());

        var answer = await WaitAsync(id, "wait=20");
        answer.ToJsonString().Should().Contain("\"status\":\"COMPLETED\"");
        answer["stdout"]!.GetValue<string>().Should().Be("grüße\0\n");
        answer["stderr"]!.GetValue<string>().Should().Be("oh");
        answer["execution_time_ms"]!.GetValue<long>().Should().BeInRange(1234, 1235);
        answer["exit_code"]!.GetValue<int>().Should().Be(3);
        answer["termination"]!.GetValue<string>().Should().Be("exited");
        answer["stdout_truncated"]!.GetValue<bool>().Should().BeTrue();
        answer["stderr_truncated"]!.GetValue<bool>().Should().BeFalse();
        answer["cpu_time_ms"]!.GetValue<long>().Should().Be(1000);
        answer["memory_peak_bytes"]!.GetValue<long>().Should().Be(9_000_000);
        answer["language_version"]!.GetValue<string>().Should().Be("3.11.2");
    }

    [Fact]
    public async Task Large_output_survives_Redis_forgetting_it_and_then_the_execution()
    {
        byte[] output = [.. Encoding.UTF8.GetBytes(new string('x', 100_000)), 0xff, (byte)'\n'];
        var expected = new string('x', 100_000) + "\ufffd\n";
        var id = await service.SubmitAsync();

        await service.FinishAsync(id, output);

        (await WaitAsync(id, "wait=20"))["stdout"]!.GetValue<string>().Should().Be(expected);
        await RecordedAsync(id, "COMPLETED");
        (await service.RedisDatabase.KeyDeleteAsync($"run:{{{id:N}}}:1:stdout")).Should().BeTrue();
        (await service.GetAsync($"/executions/{id}"))["stdout"]!.GetValue<string>().Should().Be(expected);
        (await service.RedisDatabase.KeyDeleteAsync($"{{execution:0}}:{id:N}")).Should().BeTrue();
        (await service.GetAsync($"/executions/{id}"))["stdout"]!.GetValue<string>().Should().Be(expected);
    }

    [Fact]
    public async Task Output_that_was_lost_before_the_audit_had_it_is_said_to_be_gone_for_good()
    {
        var id = await service.SubmitAsync();
        await service.ReportAsync(new CodeRunFinished
        {
            ExecutionId = id,
            Attempt = 1,
            Runner = "runner-1",
            StartedAt = TimeProvider.System.GetUtcNow(),
            FinishedAt = TimeProvider.System.GetUtcNow(),
            Result = new RunResult
            {
                Termination = Termination.Exited,
                ExitCode = 3,
                Stdout = new OutputStream { Content = new Payload { Key = "gone", LengthBytes = 20_000 }, Truncated = false, SeenBytes = 20_000 },
                Stderr = new OutputStream { Content = new Payload { Text = "", LengthBytes = 0 }, Truncated = false, SeenBytes = 0 },
                WallTime = TimeSpan.FromSeconds(1),
            },
        });
        await RecordedAsync(id, "COMPLETED");

        using var live = await service.Http.GetAsync($"/executions/{id}");
        await service.RedisDatabase.KeyDeleteAsync($"{{execution:0}}:{id:N}");
        using var audited = await service.Http.GetAsync($"/executions/{id}");

        foreach (var answer in new[] { live, audited })
        {
            answer.StatusCode.Should().Be(HttpStatusCode.Gone);
            answer.Headers.RetryAfter.Should().BeNull();
            var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            problem["type"]!.GetValue<string>().Should().Be("urn:codeexec:problem:output-lost");
            problem["detail"]!.GetValue<string>().Should().Contain("COMPLETED (exited)").And.Contain("POST /code-sessions");
            (problem["execution_status"]!.GetValue<string>(), problem["exit_code"]!.GetValue<int>()).Should().Be(("COMPLETED", 3));
        }
    }

    [Fact]
    public async Task Redis_and_the_audit_answer_alike()
    {
        var id = await service.SubmitAsync();
        await service.FinishAsync(id, "1\n"u8.ToArray(), Termination.WallLimit);
        var live = await WaitAsync(id, "wait=20");
        await RecordedAsync(id, "TIMEOUT");

        await service.RedisDatabase.KeyDeleteAsync($"{{execution:0}}:{id:N}");

        var audited = await service.GetAsync($"/executions/{id}");
        string[] times = ["created_at", "started_at", "finished_at"];
        foreach (var time in times)
        {
            // PostgreSQL keeps microseconds.
            audited[time]!.GetValue<DateTimeOffset>().Should().BeCloseTo(live[time]!.GetValue<DateTimeOffset>(), TimeSpan.FromMicroseconds(1));
            audited.Remove(time);
            live.Remove(time);
        }

        audited.ToJsonString().Should().Be(live.ToJsonString());
        audited["stdout"]!.GetValue<string>().Should().Be("1\n");
        audited["reason"]!.GetValue<string>().Should().Contain("wall-clock");
    }

    [Fact]
    public async Task A_failed_execution_says_why_and_after_how_many_attempts()
    {
        var id = await service.SubmitAsync();

        await service.ReportAsync(new CodeRunFaulted { ExecutionId = id, Attempt = 6, Runner = "runner-1", FaultedAt = TimeProvider.System.GetUtcNow(), Reason = "no disk" });

        var answer = await WaitAsync(id, "wait=20");
        answer["status"]!.GetValue<string>().Should().Be("FAILED");
        answer["reason"]!.GetValue<string>().Should().Contain("no disk");
        answer["attempts"]!.GetValue<int>().Should().Be(6);
        answer.ContainsKey("stdout").Should().BeFalse();
    }

    [Fact]
    public async Task All_who_wait_are_answered_when_it_finishes()
    {
        var id = await service.SubmitAsync();
        var waiting = Enumerable.Range(0, 20).Select(_ => WaitAsync(id, "wait=25")).ToArray();

        var finished = Stopwatch.StartNew();
        await service.FinishAsync(id, "1\n"u8.ToArray());
        var answers = await Task.WhenAll(waiting);

        answers.Should().OnlyContain(answer => answer["status"]!.GetValue<string>() == "COMPLETED");
        finished.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_wait_that_ends_first_answers_with_the_status_then()
    {
        var id = await service.SubmitAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/executions/{id}") { Headers = { { "Prefer", "wait=1" } } };

        using var response = await service.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.GetValues("Preference-Applied").Should().Equal("wait=1");
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["status"]!.GetValue<string>().Should().Be("QUEUED");
    }

    [Theory]
    [InlineData("7d5c2c0e-94a5-4f0f-8a55-2a0e3d5f9b11", "execution-not-found", "POST /code-sessions")]
    [InlineData("nonsense", "malformed-id", "exactly as it was answered")]
    [InlineData("{7d5c2c0e-94a5-4f0f-8a55-2a0e3d5f9b1}", "malformed-id", "exactly as it was answered")]
    public async Task What_does_not_exist_is_a_problem_that_says_what_to_do(string id, string type, string detail)
    {
        foreach (var path in new[] { $"/executions/{id}", $"/executions/{id}/history" })
        {
            using var response = await service.Http.GetAsync(path);

            response.StatusCode.Should().Be(HttpStatusCode.NotFound);
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            var problem = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
            problem["type"]!.GetValue<string>().Should().Be($"urn:codeexec:problem:{type}");
            problem["detail"]!.GetValue<string>().Should().Contain(detail);
        }
    }

    private async Task<JsonObject> WaitAsync(Guid id, string prefer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/executions/{id}") { Headers = { { "Prefer", prefer } } };
        using var response = await service.Http.SendAsync(request);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private Task<JsonObject> RecordedAsync(Guid id, string status) => service.GetUntilAsync(
        $"/executions/{id}/history",
        answer => answer["history"]!.AsArray()[^1] is { } last && last["status"]!.GetValue<string>() == status && last["recorded_at"] is not null);
}
