namespace CodeExec.EndToEndTests.Services;

public sealed class ReplicaTests(Servers servers) : IClassFixture<Servers>
{
    private const int Clients = 5;
    private const int RunsOfEach = 40;

    [Fact]
    public async Task Replicas_complete_every_run_and_tell_its_history_in_order()
    {
        var settings = new Dictionary<string, string>(servers.Settings) { ["Runner__Slots"] = "2" };
        await using var deployment = await Deployment.StartAsync(settings, new Replicas(Executions: 2, Runners: 3));

        var executions = (await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => RunAllAsync(deployment.Client)))).SelectMany(run => run).ToList();

        executions.Should().OnlyHaveUniqueItems().And.HaveCount(Clients * RunsOfEach);
        foreach (var execution in executions)
        {
            (await deployment.Client.GetEndAsync(execution)).GetProperty("status").GetString().Should().Be("COMPLETED");
            (await deployment.Client.GetHistoryAsync(execution)).Should().Equal(("QUEUED", 1), ("RUNNING", 2), ("COMPLETED", 3));
        }
    }

    private static async Task<IReadOnlyList<string>> RunAllAsync(Client client)
    {
        var session = await client.CreateSessionAsync("python", "print('done')");
        var executions = new List<string>();
        while (executions.Count < RunsOfEach)
        {
            executions.Add((await client.RunAsync(session)).GetProperty("execution_id").GetString()!);
        }

        return executions;
    }
}
