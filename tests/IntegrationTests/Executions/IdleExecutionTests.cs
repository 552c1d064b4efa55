using CodeExec.Contracts.Runs;
using CodeExec.IntegrationTests.RunStore;
using CodeExec.Tests.RedisSagas;

namespace CodeExec.IntegrationTests.Executions;

/// <summary>Whatever took an execution's timers from it, it ends.</summary>
public sealed class IdleExecutionTests(IdleExecutionTests.Watchful service) : IClassFixture<IdleExecutionTests.Watchful>
{
    [Fact]
    public async Task A_queued_execution_without_a_timer_ends_all_the_same()
    {
        var id = await service.SubmitAsync();
        await DropTimersAsync(id);

        var failed = await service.GetUntilAsync($"/executions/{id}", answer => (string?)answer["status"] == "FAILED");

        failed["reason"]!.GetValue<string>().Should().StartWith("No runner took the program");
    }

    [Fact]
    public async Task A_running_execution_without_a_timer_ends_all_the_same()
    {
        var id = await service.SubmitAsync();
        await service.Claims.ClaimAsync(id, "runner-1", TimeSpan.FromMilliseconds(1), redelivered: false);
        await service.ReportAsync(new CodeRunStarted { ExecutionId = id, Attempt = 1, Runner = "runner-1", StartedAt = TimeProvider.System.GetUtcNow() });
        await service.GetUntilAsync($"/executions/{id}", answer => (string?)answer["status"] == "RUNNING");
        await DropTimersAsync(id);

        var failed = await service.GetUntilAsync($"/executions/{id}", answer => (string?)answer["status"] == "FAILED");

        failed["reason"]!.GetValue<string>().Should().Contain("runner-1 vanished");
    }

    private async Task DropTimersAsync(Guid id)
    {
        var (saga, redis) = ($"{{execution:0}}:{id:N}", service.RedisDatabase);
        // Its messages leave first, so that nothing is left that could come back.
        await Eventually.BecomesTrueAsync(async () => !(await redis.HashKeysAsync(saga)).Any(field => field.StartsWith("o:")));
        var timers = (await redis.HashKeysAsync(saga)).Where(field => field.StartsWith("t:")).ToArray();
        timers.Should().NotBeEmpty();
        await redis.HashDeleteAsync(saga, timers);
        await redis.HashDecrementAsync(saga, "n", timers.Length);
    }

    public sealed class Watchful : ExecutionServiceHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Executions:IdleInterval"] = "00:00:01",
            ["Executions:QueueTimeout"] = "00:00:05",
        };
    }
}
