using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.Tests.RedisSagas;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.IntegrationTests.Executions;

public sealed class AuditReconcilerTests(ExecutionServiceHost service) : IClassFixture<ExecutionServiceHost>
{
    [Fact]
    public async Task What_the_store_lost_reads_as_FAILED()
    {
        var id = await service.SubmitAsync();
        await RecordedAsync(id, "QUEUED");

        (await service.RedisDatabase.KeyDeleteAsync(Key(id))).Should().BeTrue();

        var history = await RecordedAsync(id, "FAILED");
        history.Select(row => row!["seq"]!.GetValue<int>()).Should().Equal([1, 3], "it may have started, unheard");
        var failed = await service.GetAsync($"/executions/{id}");
        failed["status"]!.GetValue<string>().Should().Be("FAILED");
        failed["reason"]!.GetValue<string>().Should().Contain("lost");
    }

    [Fact]
    public async Task An_end_that_the_audit_never_heard_of_is_told_again_and_then_let_go()
    {
        var id = Guid.NewGuid();
        await StoreUntoldEndAsync(id);

        var history = await RecordedAsync(id, "FAILED");

        history.Select(row => row!["status"]!.GetValue<string>()).Should().Equal("QUEUED", "FAILED");
        await LetGoAsync(id);
    }

    [Fact]
    public async Task A_dead_letter_that_was_lost_on_its_way_is_asked_for_again_and_a_deleted_one_is_not()
    {
        var id = Guid.NewGuid();
        await RecordUntoldEndAsync(id);
        await StoreUntoldEndAsync(id);

        await ExecutionServiceHost.GetUntilAsync(service.Management, $"/dead-letters/{id}", letter => letter.ContainsKey("kind"));
        await LetGoAsync(id);
        (await service.Management.DeleteAsync($"/dead-letters/{id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await StoreUntoldEndAsync(id);
        await LetGoAsync(id);

        (await service.Management.GetAsync($"/dead-letters/{id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_has_ended_is_read_without_Redis_and_nothing_else_is()
    {
        var ended = await service.SubmitAsync();
        var open = await service.SubmitAsync();
        await service.FinishAsync(ended, "1\n"u8.ToArray());
        await RecordedAsync(ended, "COMPLETED");
        await RecordedAsync(open, "QUEUED");

        await service.Redis.KillAsync();
        var read = await service.GetAsync($"/executions/{ended}");
        var history = await service.GetAsync($"/executions/{ended}/history");
        using var waiting = new HttpRequestMessage(HttpMethod.Get, $"/executions/{ended}") { Headers = { { "Prefer", "wait=5" } } };
        using var waited = await service.Http.SendAsync(waiting);
        using var unknown = await service.Http.GetAsync($"/executions/{open}");
        await service.Redis.StartAsync();

        (read["status"]!.GetValue<string>(), read["stdout"]!.GetValue<string>()).Should().Be(("COMPLETED", "1\n"));
        history["history"]!.AsArray().Should().HaveCount(3);
        waited.StatusCode.Should().Be(HttpStatusCode.OK);
        unknown.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    private async Task LetGoAsync(Guid id)
    {
        await Eventually.BecomesTrueAsync(async () => await service.RedisDatabase.KeyTimeToLiveAsync(Key(id)) is not null);
        await Eventually.BecomesTrueAsync(async () => await service.RedisDatabase.SortedSetScoreAsync("{execution:0}:kept", $"{id:N}") is null);
    }

    // The audit had its copy of the event; the one for the dead letters was lost with their queue.
    private async Task RecordUntoldEndAsync(Guid id)
    {
        await RecordedAsync(await service.SubmitAsync(), "QUEUED");
        var failed = AuditedPostgres.Life("QUEUED", "FAILED")[^1] with { ExecutionId = id };
        await service.Services.GetRequiredService<AuditStore>().RecordAsync([failed], default);
    }

    // As a commit leaves it whose event was lost on the way.
    private async Task StoreUntoldEndAsync(Guid id)
    {
        await service.RedisDatabase.KeyDeleteAsync(Key(id));
        var saga = new ExecutionSaga
        {
            CorrelationId = id,
            CurrentState = ExecutionStatus.Failed,
            Submission = new SubmitExecution
            {
                ExecutionId = id,
                SessionId = Guid.NewGuid(),
                Language = "python",
                Source = new Payload { Text = "", LengthBytes = 0 },
                Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(1), MemoryBytes = 1, OutputBytes = 1 },
            },
            Transitions =
            [
                new ExecutionTransition { Seq = 1, Status = ExecutionStatus.Queued, At = TimeProvider.System.GetUtcNow() },
                new ExecutionTransition { Seq = 2, Status = ExecutionStatus.Failed, At = TimeProvider.System.GetUtcNow(), Reason = "no runner" },
            ],
        };
        await service.RedisDatabase.HashSetAsync(Key(id), [new("v", 2), new("s", JsonSerializer.SerializeToUtf8Bytes(saga)), new("n", 0)]);
        await service.RedisDatabase.SortedSetAddAsync("{execution:0}:kept", $"{id:N}", 0);
    }

    private static string Key(Guid id) => $"{{execution:0}}:{id:N}";

    private async Task<JsonArray> RecordedAsync(Guid id, string status) => (await service.GetUntilAsync(
        $"/executions/{id}/history",
        answer => answer["history"]?.AsArray()[^1] is { } last && last["status"]!.GetValue<string>() == status && last["recorded_at"] is not null))["history"]!.AsArray();
}
