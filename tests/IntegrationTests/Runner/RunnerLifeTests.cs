using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.RunnerService;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using CodeExec.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>The whole service with the real sandbox.</summary>
public sealed class RunnerLifeTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3); // toolchains may have to be prepared

    private readonly TaskCompletionSource<CodeRunFinished> _finished = new();

    [Fact]
    public async Task On_a_broker_a_run_reaches_the_runner_too()
    {
        var broker = new RabbitMqServer();
        await broker.InitializeAsync();
        await using var app = Build(("MessageBus:Transport", "RabbitMq"), ("MessageBus:Port", $"{broker.Port}"));
        await app.StartAsync();
        await UntilAsync(app, health => health.Status == HealthStatus.Healthy);

        await SendAsync(app);

        (await _finished.Task.WaitAsync(Patience)).Result.Termination.Should().Be(Termination.Exited);
        await app.StopAsync();
        await broker.DisposeAsync();
    }

    [Theory]
    [InlineData("bubblewrap")]
    [InlineData("gvisor")]
    public async Task A_ready_runner_is_listed_runs_programs_and_is_gone_when_stopped(string sandbox)
    {
        await using var app = Build(("Runner:Sandbox", sandbox));
        await app.StartAsync();

        await UntilAsync(app, health => health.Status == HealthStatus.Healthy);
        var registry = app.Services.GetRequiredService<RunnerRegistry>();
        RunnerStatus? listed = null;
        await UntilAsync(async () => (listed = (await registry.ListAsync()).SingleOrDefault()) is not null);
        await SendAsync(app);
        var finished = await _finished.Task.WaitAsync(Patience);
        await app.StopAsync();

        (listed!.Isolation, listed.Slots, listed.Languages["python"].Missing).Should().Be((sandbox, 2, null));
        (finished.Result.Termination, finished.Result.Stdout.Content.Text).Should().Be((Termination.Exited, "42\n"));
        (await registry.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_runner_that_cannot_isolate_is_not_ready_says_why_and_is_not_listed()
    {
        await using var app = Build(("Runner:StateDirectory", "/proc/nowhere"));
        await app.StartAsync();

        var health = await UntilAsync(app, health => health.Entries["runner"].Description!.StartsWith("No program is run", StringComparison.Ordinal));

        health.Status.Should().Be(HealthStatus.Unhealthy);
        health.Entries["runner"].Description.Should().Contain("/proc/nowhere").And.Contain("Runner__StateDirectory");
        (await app.Services.GetRequiredService<RunnerRegistry>().ListAsync()).Should().BeEmpty();
        await app.StopAsync();
    }

    private WebApplication Build(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["MessageBus:Transport"] = "InMemory";
        builder.Configuration["Redis:Configuration"] = redis.ConnectionString;
        builder.Configuration["Runner:Slots"] = "2";
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.AddServiceDefaults("runner-service", "http://127.0.0.1:0");
        builder.AddRedis();
        builder.AddRunnerService();
        builder.AddMessageBus(bus =>
        {
            bus.AddRunnerConsumers();
            bus.AddHandler<CodeRunFinished>(FinishAsync).Endpoint(endpoint => endpoint.Name = Queues.Execution);
        });
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapRunnerService();
        return app;
    }

    private static async Task SendAsync(WebApplication app)
    {
        var queue = await app.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{Queues.RunCode}"));
        await queue.Send(new RunCode
        {
            ExecutionId = Guid.NewGuid(),
            Language = "python",
            Source = new Payload { Text = "print(6 * 7)", LengthBytes = 12 },
            Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(10), MemoryBytes = 128 << 20, OutputBytes = 1024 },
            IsFirst = true,
        });
    }

    private Task FinishAsync(CodeRunFinished finished)
    {
        _finished.TrySetResult(finished);
        return Task.CompletedTask;
    }

    private static async Task<HealthReport> UntilAsync(WebApplication app, Func<HealthReport, bool> wanted)
    {
        HealthReport? report = null;
        await UntilAsync(async () => wanted(report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()));
        return report!;
    }

    private static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await wanted())
        {
            await pause.WaitForNextTickAsync(late.Token);
        }
    }
}
