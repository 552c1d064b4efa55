namespace CodeExec.IntegrationTests.Executions;

public sealed class RepeatedSubmissionTests(ExecutionServiceHost service) : IClassFixture<ExecutionServiceHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_has_ended_is_not_run_again_when_only_the_audit_remembers_it()
    {
        var id = await service.SubmitAsync();
        await service.FinishAsync(id, "done\n"u8.ToArray());
        await service.GetUntilAsync($"/executions/{id}/history", history => history["history"]!.AsArray().Count(row => row!["recorded_at"] is not null) == 3);
        await service.RedisDatabase.ExecuteAsync("FLUSHALL");

        await service.SubmitAsync(id, Patience, isRepeat: true);

        var ended = await service.GetAsync($"/executions/{id}");
        (ended["status"]!.GetValue<string>(), ended["stdout"]!.GetValue<string>()).Should().Be(("COMPLETED", "done\n"));
    }

    [Fact]
    public async Task What_nobody_remembers_is_run()
    {
        var id = Guid.NewGuid();

        await service.SubmitAsync(id, Patience, isRepeat: true);

        (await service.GetAsync($"/executions/{id}"))["status"]!.GetValue<string>().Should().Be("QUEUED");
    }
}
