using System.Net.Http.Json;
using CodeExec.Contracts;
using CodeExec.ServiceDefaults;
using CodeExec.SessionService;
using CodeExec.SessionService.Schema;
using CodeExec.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.IntegrationTests.Sessions;

[CollectionDefinition(nameof(SessionHost))]
public sealed class SessionHostCollection : ICollectionFixture<SessionHost>;

/// <summary>SessionService on real PostgreSQL and Redis. ExecutionService is played: by a consumer, and by an endpoint for waits.</summary>
public class SessionHost : IAsyncLifetime
{
    protected virtual string[] MessageBus => ["--MessageBus:Transport=InMemory"];

    private WebApplication _app = null!;
    private WebApplication _executions = null!;

    public PostgresServer Postgres { get; } = new();

    public RedisServer Redis { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    internal ScriptedExecutions Executions => Services.GetRequiredService<ScriptedExecutions>();

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Postgres.InitializeAsync(), Redis.InitializeAsync());

        _executions = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]).Build();
        _executions.MapGet("/executions/{id}", ScriptedExecutions.Answer);
        await _executions.StartAsync();

        var builder = WebApplication.CreateBuilder([
            "--urls=http://127.0.0.1:0", "--Management:Url=http://127.0.0.1:0", "--Logs:Level=Error", .. MessageBus,
            $"--Sessions:ConnectionString={Postgres.ConnectionString}", $"--Redis:Configuration={Redis.ConnectionString}",
            $"--Sessions:ExecutionServiceUrl={_executions.Urls.First()}",
            "--Limits:Languages:javascript:MemoryBytes=536870912", "--Limits:Languages:javascript:MaximumProcesses=100",
        ]);
        builder.Services.AddSingleton<ScriptedExecutions>();
        builder.AddServiceDefaults("session-service", "http://127.0.0.1:0").AddRedis().AddSessionService();
        builder.AddMessageBus(bus =>
        {
            bus.AddSessionConsumers();
            bus.AddConsumer<ScriptedExecutions>().Endpoint(endpoint => endpoint.Name = Queues.Execution);
        });
        _app = builder.Build();
        _app.MapServiceDefaults().MapSessionService();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        await Services.GetRequiredService<SchemaMigration>().ExecuteTask!;
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _executions.DisposeAsync();
        await Postgres.DisposeAsync();
        await Redis.DisposeAsync();
    }

    public async Task<Guid> NewSessionAsync(string source = "print(1)", string? language = "python")
    {
        using var body = JsonContent.Create(language is null ? new { source_code = source } : new { language, source_code = source } as object);
        var response = await Http.PostAsync("code-sessions", body);
        return (await response.Content.ReadFromJsonAsync<SessionAnswer>())!.session_id;
    }

    private sealed record SessionAnswer(Guid session_id);
}
