using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.Backlog;
using CodeExec.RunStore;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.Executions;

public sealed class BacklogTests(ExecutionServiceHost host) : IClassFixture<ExecutionServiceHost>
{
    [Fact]
    public async Task What_waits_and_what_is_stored_is_announced()
    {
        var run = await host.SubmitAsync();
        await UntilAsync(status => status.Unfinished == 1);
        await host.FinishAsync(run, []);
        var idle = await UntilAsync(status => status.Unfinished == 0);

        idle.MaximumUnfinished.Should().Be(new BacklogOptions().MaximumUnfinished);
        idle.UsedBytes.Should().BePositive();
        idle.BudgetBytes.Should().BeNull();
    }

    [Fact]
    public async Task A_bound_of_Redis_leaves_room_for_what_was_accepted()
    {
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{host.Redis.ConnectionString},allowAdmin=true");
        var server = admin.GetServers().Single();
        await server.ConfigSetAsync("maxmemory", $"{100 << 20}");

        var bounded = await UntilAsync(status => status.BudgetBytes is not null);

        bounded.BudgetBytes.Should().Be(75 << 20);
        await server.ConfigSetAsync("maxmemory", "0");
    }

    [Fact]
    public async Task A_full_Redis_refuses_a_new_run_wholly_and_lets_those_before_it_end()
    {
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{host.Redis.ConnectionString},allowAdmin=true");
        var server = admin.GetServers().Single();
        var running = await host.SubmitAsync();
        await server.ConfigSetAsync("maxmemory", "1mb");
        var id = Guid.NewGuid();
        var submit = () => host.SubmitAsync(id, TimeSpan.FromSeconds(20));
        var kept = 0;
        var errors = host.Services.GetRequiredService<IReceiveEndpointConnector>().ConnectReceiveEndpoint($"{Queues.Execution}_error", (_, queue) =>
        {
            queue.ConfigureConsumeTopology = false;
            queue.Handler<SubmitExecution>(_ => Task.FromResult(Interlocked.Increment(ref kept)));
        });
        await errors.Ready;

        await submit.Should().ThrowAsync<RequestFaultException>();
        await host.ReportAsync(new CodeRunFaulted { ExecutionId = running, Attempt = 6, Runner = "runner-6", FaultedAt = TimeProvider.System.GetUtcNow(), Reason = "why" });
        await host.GetUntilAsync($"/executions/{running}", execution => execution["status"]!.GetValue<string>() == "FAILED");
        await host.GetUntilAsync($"/executions/{id}", problem => problem["type"]!.GetValue<string>().EndsWith("execution-not-found", StringComparison.Ordinal));

        await server.ConfigSetAsync("maxmemory", "0");
        await host.SubmitAsync(id, TimeSpan.FromSeconds(20));
        (await host.GetAsync($"/executions/{id}"))["status"]!.GetValue<string>().Should().Be("QUEUED");
        await UntilAsync(status => status.Unfinished == 1);
        await host.FinishAsync(id, []);
        await UntilAsync(status => status.Unfinished == 0);
        kept.Should().Be(0, "a refusal is answered, and not kept as an error too");
    }

    private async Task<BacklogStatus> UntilAsync(Func<BacklogStatus, bool> wanted)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await host.Services.GetRequiredService<RunBacklog>().FindAsync() is { } status && wanted(status))
            {
                return status;
            }

            await pause.WaitForNextTickAsync(late.Token);
        }
    }
}
