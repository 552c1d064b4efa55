using System.Net;
using System.Text.Json.Nodes;
using CodeExec.Contracts.Runs;
using CodeExec.Tests.RedisSagas;

namespace CodeExec.IntegrationTests.Executions;

public sealed class GetExecutionHistoryTests(ExecutionServiceHost service) : IClassFixture<ExecutionServiceHost>
{
    [Fact]
    public async Task History_is_one_row_a_transition_in_order()
    {
        var id = await service.SubmitAsync();
        await service.ReportAsync(new CodeRunStarted { ExecutionId = id, Attempt = 1, Runner = "runner-1", StartedAt = TimeProvider.System.GetUtcNow() });
        await service.FinishAsync(id, "1\n"u8.ToArray());

        var history = await RecordedAsync(id, rows: 3);

        history.Select(row => row!["status"]!.GetValue<string>()).Should().Equal("QUEUED", "RUNNING", "COMPLETED");
        history.Select(row => row!["seq"]!.GetValue<int>()).Should().Equal(1, 2, 3);
        history.Select(row => (int?)row!["attempt"]).Should().Equal(null, 1, 1);
        history.Select(row => (string?)row!["runner"]).Should().Equal(null, "runner-1", "runner-1");
        history.Select(row => row!["at"]!.GetValue<DateTimeOffset>()).Should().OnlyContain(at => at > TimeProvider.System.GetUtcNow().AddMinutes(-1));
    }

    [Fact]
    public async Task Executions_go_on_without_Postgres_and_their_history_follows()
    {
        await service.Postgres.KillAsync();

        var id = await service.SubmitAsync();
        await service.FinishAsync(id, "1\n"u8.ToArray());
        await service.GetUntilAsync($"/executions/{id}", answer => (string?)answer["status"] == "COMPLETED");
        var unrecorded = (await service.GetAsync($"/executions/{id}/history"))["history"]!.AsArray();
        using var unknown = await service.Http.GetAsync($"/executions/{Guid.NewGuid()}");
        var keptFor = await service.RedisDatabase.KeyTimeToLiveAsync($"{{execution:0}}:{id:N}");
        await service.Postgres.StartAsync();
        var recorded = await RecordedAsync(id, rows: 3);

        unrecorded.Select(row => row!["status"]!.GetValue<string>()).Should().Equal("QUEUED", "RUNNING", "COMPLETED");
        unrecorded.Should().OnlyContain(row => !row!.AsObject().ContainsKey("recorded_at"));
        unknown.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        unknown.Headers.RetryAfter.Should().NotBeNull();
        recorded.Select(row => row!["status"]!.GetValue<string>()).Should().Equal("QUEUED", "RUNNING", "COMPLETED");
        keptFor.Should().BeNull("nothing expires before the audit has it");
        await Eventually.BecomesTrueAsync(async () => await service.RedisDatabase.KeyTimeToLiveAsync($"{{execution:0}}:{id:N}") is not null);
    }

    private async Task<JsonArray> RecordedAsync(Guid id, int rows) => (await service.GetUntilAsync(
        $"/executions/{id}/history",
        answer => answer["history"]!.AsArray() is { } history && history.Count == rows && history.All(row => row!["recorded_at"] is not null)))["history"]!.AsArray();
}
