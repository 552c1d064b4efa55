using System.Text;
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

    /// <summary>The management port.</summary>
    public HttpClient Management { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public IDatabase RedisDatabase => _app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    public virtual async Task InitializeAsync()
    {
        await Task.WhenAll(Redis.InitializeAsync(), Postgres.InitializeAsync());
        var url = $"http://127.0.0.1:{Machine.FreePort()}";
        var managementUrl = $"http://127.0.0.1:{Machine.FreePort()}";
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = url,
            ["Management:Url"] = managementUrl,
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
        Management = new HttpClient { BaseAddress = new Uri(managementUrl) };
    }

    public virtual async Task DisposeAsync()
    {
        Http.Dispose();
        Management.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Task.WhenAll(Redis.DisposeAsync(), Postgres.DisposeAsync());
    }

    /// <summary>Submits a run and returns its id once it is accepted.</summary>
    public async Task<Guid> SubmitAsync(
        string source = "print(1)", TimeSpan? wallTime = null, string? stdin = null, Func<SubmitExecution, SubmitExecution>? with = null)
    {
        var id = Guid.NewGuid();
        await SubmitAsync(id, TimeSpan.FromSeconds(30), source, wallTime, stdin, with: with);
        return id;
    }

    /// <summary>Submits a run; throws when it is not accepted in time.</summary>
    public async Task SubmitAsync(
        Guid id, TimeSpan patience, string source = "print(1)", TimeSpan? wallTime = null, string? stdin = null, bool isRepeat = false,
        Func<SubmitExecution, SubmitExecution>? with = null)
    {
        var payloads = _app.Services.GetRequiredService<RunPayloads>();
        var client = _app.Services.GetRequiredService<IBus>().CreateRequestClient<SubmitExecution>(new Uri($"exchange:{Queues.Execution}"));
        var submission = new SubmitExecution
        {
            ExecutionId = id,
            SessionId = Guid.NewGuid(),
            Language = "python",
            Source = await payloads.WrapAsync(id, "source", Encoding.UTF8.GetBytes(source)),
            Stdin = stdin is null ? null : await payloads.WrapAsync(id, "stdin", Encoding.UTF8.GetBytes(stdin)),
            Limits = new RunLimits { WallTime = wallTime ?? TimeSpan.FromSeconds(10), MemoryBytes = 1 << 28, OutputBytes = 1 << 20 },
            IsRepeat = isRepeat,
        };
        await client.GetResponse<ExecutionAccepted>(with?.Invoke(submission) ?? submission, timeout: patience);
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
                LanguageVersion = "3.11.2",
            },
        });
    }

    public Task<JsonObject> GetAsync(string path) => GetAsync(Http, path);

    private static async Task<JsonObject> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    /// <summary>Asks until the answer is as it should be.</summary>
    public Task<JsonObject> GetUntilAsync(string path, Func<JsonObject, bool> asExpected) => GetUntilAsync(Http, path, asExpected);

    /// <summary>Asks the given port until the answer is as it should be.</summary>
    public static async Task<JsonObject> GetUntilAsync(HttpClient http, string path, Func<JsonObject, bool> asExpected)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await GetAsync(http, path);
            if (asExpected(answer))
            {
                return answer;
            }

            await pause.WaitForNextTickAsync(late.Token);
        }
    }
}
