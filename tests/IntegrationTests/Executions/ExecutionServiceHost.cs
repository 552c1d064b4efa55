using System.Text.Json.Nodes;
using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using CodeExec.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.Executions;

/// <summary>ExecutionService with real stores and an in-memory bus; the test itself is session service and runner.</summary>
public class ExecutionServiceHost : IAsyncLifetime
{
    private WebApplication _app = null!;

    public RedisServer Redis { get; } = new();

    public PostgresServer Postgres { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public RunClaims Claims => _app.Services.GetRequiredService<RunClaims>();

    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    public IDatabase RedisDatabase => _app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Redis.InitializeAsync(), Postgres.InitializeAsync());
        var url = $"http://127.0.0.1:{Machine.FreePort()}";
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = url,
            ["Management:Url"] = $"http://127.0.0.1:{Machine.FreePort()}",
            ["Logs:Level"] = "Warning",
            ["MessageBus:Transport"] = "InMemory",
            ["Redis:Configuration"] = Redis.ConnectionString,
            ["Audit:ConnectionString"] = Postgres.ConnectionString,
            ["Audit:ReconcileInterval"] = "00:00:01",
            ["Shutdown:DrainTime"] = "00:00:05",
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.AddServiceDefaults("execution-service", url).AddRedis().AddExecutionService();
        builder.AddMessageBus(bus => bus.AddExecutionConsumers());
        _app = builder.Build();
        _app.MapServiceDefaults();
        _app.MapExecutionService();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(url) };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Task.WhenAll(Redis.DisposeAsync(), Postgres.DisposeAsync());
    }

    /// <summary>Submits a run and returns its id once it is accepted.</summary>
    public async Task<Guid> SubmitAsync(TimeSpan? wallTime = null)
    {
        var id = Guid.NewGuid();
        var client = _app.Services.GetRequiredService<IBus>().CreateRequestClient<SubmitExecution>(new Uri($"exchange:{Queues.Execution}"));
        await client.GetResponse<ExecutionAccepted>(new SubmitExecution
        {
            ExecutionId = id,
            SessionId = Guid.NewGuid(),
            Language = "python",
            Source = new Payload { Text = "print(1)", LengthBytes = 8 },
            Limits = new RunLimits { WallTime = wallTime ?? TimeSpan.FromSeconds(10), MemoryBytes = 1 << 28, OutputBytes = 1 << 20 },
        });
        return id;
    }

    /// <summary>Reports to the saga as a runner does.</summary>
    public async Task ReportAsync<T>(T report)
        where T : class
    {
        var queue = await _app.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{Queues.Execution}"));
        await queue.Send(report);
    }

    public async Task FinishAsync(Guid id, byte[] stdout, string termination = Termination.Exited)
    {
        var payloads = _app.Services.GetRequiredService<RunPayloads>();
        var started = TimeProvider.System.GetUtcNow();
        await ReportAsync(new CodeRunFinished
        {
            ExecutionId = id,
            Attempt = 1,
            Runner = "runner-1",
            StartedAt = started,
            FinishedAt = started.AddSeconds(1),
            Result = new RunResult
            {
                Termination = termination,
                ExitCode = termination == Termination.Exited ? 3 : null,
                Stdout = new OutputStream { Content = await payloads.WrapAsync(id, "1:stdout", stdout), Truncated = true, SeenBytes = stdout.Length + 1 },
                Stderr = new OutputStream { Content = await payloads.WrapAsync(id, "1:stderr", "oh"u8.ToArray()), Truncated = false, SeenBytes = 2 },
                WallTime = TimeSpan.FromMilliseconds(1234.5),
                CpuTime = TimeSpan.FromMilliseconds(1000),
                PeakMemoryBytes = 9_000_000,
                LanguageVersion = "Python 3.11.2",
            },
        });
    }

    public async Task<JsonObject> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    /// <summary>Asks until the answer is as it should be.</summary>
    public async Task<JsonObject> GetUntilAsync(string path, Func<JsonObject, bool> asExpected)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await GetAsync(path);
            if (asExpected(answer))
            {
                return answer;
            }

            await pause.WaitForNextTickAsync(late.Token);
        }
    }
}
