namespace CodeExec.EndToEndTests.Services;

public sealed class PoolTests(Servers servers) : IClassFixture<Servers>
{
    private static readonly (string Name, string Value)[] GoToItsPool = [("Executions__Pools__go", "compiled")];

    [Fact]
    public async Task A_language_with_a_pool_is_run_by_the_runners_of_that_pool_and_every_other_by_the_rest()
    {
        await using var deployment = await Deployment.StartAsync(servers.Settings, new Replicas { ExecutionSettings = GoToItsPool });
        var waiting = await RunAsync(deployment.Client, "go", "package main\nfunc main() { println(1) }");
        (await RunnerOfAsync(deployment.Client, await RunAsync(deployment.Client, "python", "print(1)"))).Should().Be("runner-0");

        // Nobody else has taken it meanwhile.
        (await deployment.Client.GetAsync($"/executions/{waiting}")).GetProperty("status").GetString().Should().Be("QUEUED");
        await deployment.AddRunnerAsync("pooled", ("Runner__Pool", "compiled"));
        (await RunnerOfAsync(deployment.Client, waiting)).Should().Be("pooled");
        (await RunnerOfAsync(deployment.Client, await RunAsync(deployment.Client, "python", "print(2)"))).Should().Be("runner-0");
    }

    private static async Task<string> RunAsync(Client client, string language, string source) =>
        (await client.RunAsync(await client.CreateSessionAsync(language, source))).GetProperty("execution_id").GetString()!;

    private static async Task<string?> RunnerOfAsync(Client client, string execution)
    {
        (await client.GetEndAsync(execution)).GetProperty("status").GetString().Should().Be("COMPLETED");
        var last = (await client.GetAsync($"/executions/{execution}/history")).GetProperty("history").EnumerateArray().Last();
        return last.GetProperty("runner").GetString();
    }
}
