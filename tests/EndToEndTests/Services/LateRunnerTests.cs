namespace CodeExec.EndToEndTests.Services;

public sealed class LateRunnerTests(Servers servers) : IClassFixture<Servers>
{
    [Fact]
    public async Task A_run_accepted_before_the_first_runner_ever_started_is_run_by_it()
    {
        await using var deployment = await Deployment.StartAsync(servers.Settings, new Replicas(Runners: 0));
        var session = await deployment.Client.CreateSessionAsync("python", "print('waited')");
        var accepted = await deployment.Client.RunAsync(session);

        await deployment.AddAsync("services/RunnerService");
        var end = await deployment.Client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!);

        end.GetProperty("status").GetString().Should().Be("COMPLETED");
        end.GetProperty("stdout").GetString().Should().Be("waited\n");
    }
}
