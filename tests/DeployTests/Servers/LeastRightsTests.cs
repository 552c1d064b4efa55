using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using CodeExec.Contracts;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using StackExchange.Redis;

namespace CodeExec.DeployTests.Servers;

/// <summary>The services work with the users that the development cluster gives them, and those users can do little else.</summary>
public sealed class LeastRightsTests(DevServers servers) : IClassFixture<DevServers>
{
    private const string Completed = "CodeExec.Contracts.Executions:ExecutionCompleted";

    [Fact]
    public async Task A_program_runs_when_every_service_has_the_environment_of_its_manifest_and_its_own_users() =>
        (await servers.RedisDenialsAsync(RunAsync)).Should().BeEmpty();

    [Theory]
    [InlineData("runner", Queues.Execution)]
    [InlineData("runner", "audit")]
    [InlineData("runner", "record-last-run")]
    [InlineData("session", Queues.RunCode)]
    [InlineData("session", Queues.Execution)]
    [InlineData("execution", "record-last-run")]
    [InlineData("keda", Queues.RunCode)]
    public async Task RabbitMQ_gives_nobody_the_messages_of_another(string user, string queue) =>
        await RefusedAsync(user, channel => channel.BasicGetAsync(queue, autoAck: false));

    [Theory]
    [InlineData("runner", Completed)]
    [InlineData("session", Completed)]
    [InlineData("session", Queues.RunCode)]
    [InlineData("keda", Queues.RunCode)]
    public async Task RabbitMQ_takes_from_nobody_the_messages_of_another(string user, string exchange) =>
        // A permission is looked at before whether there is such an exchange; the refusal closes the channel.
        await RefusedAsync(user, async channel =>
        {
            await channel.BasicPublishAsync(exchange, "", new byte[1]);
            await channel.QueueDeclarePassiveAsync("none");
        });

    [Theory]
    [InlineData("runner", "HGETALL", "{execution:0}:some")]
    [InlineData("runner", "DEL", "{execution:0}:due")]
    [InlineData("runner", "SET", "{runs}:backlog", "none")]
    [InlineData("session", "HGETALL", "{execution:0}:some")]
    [InlineData("session", "FLUSHALL")]
    [InlineData("execution", "CONFIG", "GET", "*")]
    [InlineData("execution", "KEYS", "*")]
    public async Task Redis_refuses_what_is_not_a_services_business(string user, string command, params string[] arguments)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(servers.Redis(user));

        var ask = () => redis.GetDatabase().ExecuteAsync(command, [.. arguments]);

        (await ask.Should().ThrowAsync<RedisServerException>()).Which.Message.Should().Match(message =>
            message.Contains("NOPERM", StringComparison.Ordinal) || message.Contains("no permissions", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("session", "executions")]
    [InlineData("execution", "sessions")]
    public async Task PostgreSQL_lets_no_service_into_the_database_of_another(string user, string database)
    {
        await using var connection = new NpgsqlConnection(servers.Postgres(user, database));

        var open = () => connection.OpenAsync();

        (await open.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task RunAsync()
    {
        // Patient, since the machine of the tests may be busy; and what is done every half minute is done here while it is watched.
        await using var execution = await servers.StartAsync("execution", "services/ExecutionService", ("Audit__ReconcileInterval", "00:00:01"), ("Executions__IdleInterval", "00:00:01"));
        await using var session = await servers.StartAsync("session", "services/SessionService", ("Sessions__ExecutionServiceUrl", $"{execution.Url}"), ("Sessions__AcceptTimeout", "00:00:30"));
        await using var runner = await servers.StartAsync("runner", "services/RunnerService", ("Runner__StateDirectory", servers.Folder));
        var keys = Path.Combine(servers.Folder, "keys.json");
        await File.WriteAllTextAsync(keys, $$"""{"keys": [{"tenant": "school", "sha256": "{{Convert.ToHexString(SHA256.HashData("key"u8))}}"}]}""");
        await using var gateway = await servers.StartAsync("gateway", "services/Gateway", ("ApiKeys__File", keys), ("Gateway__Sessions", $"{session.Url}"), ("Gateway__Executions", $"{execution.Url}"));
        using var client = new HttpClient { BaseAddress = gateway.Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "key") } };

        // Larger than what travels in messages: it goes through Redis.
        var created = await client.PostAsJsonAsync("/code-sessions", new { });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("session_id").GetString();
        await client.PatchAsJsonAsync($"/code-sessions/{id}", new { language = "python", source_code = $"print('x' * 100_000) #{new string('y', 100_000)}" });
        using var run = new HttpRequestMessage(HttpMethod.Post, $"/code-sessions/{id}/run") { Headers = { { "Prefer", "wait=30" } } };
        var answer = await (await client.SendAsync(run)).Content.ReadFromJsonAsync<JsonElement>();

        $"{answer.GetProperty("status")}".Should().Be("COMPLETED");
        answer.GetProperty("stdout").GetString().Should().HaveLength(100_001);
        var metrics = await client.GetStringAsync(new Uri(execution.ManagementUrl, "/metrics")) + await client.GetStringAsync(new Uri(runner.ManagementUrl, "/metrics"));
        metrics.Should().ContainAll(
            "codeexec_backlog_unfinished{", "codeexec_executions_memory_bytes_count{", "codeexec_executions_cpu_time_seconds_count{", "codeexec_audit_lag_seconds_count{",
            "codeexec_runner_starts_total{", "codeexec_runner_deliveries_total{", "claim=\"granted\"");
        new[] { gateway, session, execution, runner }.Select(service => service.Log).Should().NotContain(log => log.Contains("ACCESS_REFUSED", StringComparison.Ordinal));
    }

    private async Task RefusedAsync(string user, Func<IChannel, Task> act)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = servers.RabbitMq.Port, UserName = user, Password = servers.Password($"{user}-rabbitmq") };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        var refused = () => act(channel);

        (await refused.Should().ThrowAsync<OperationInterruptedException>()).Which.ShutdownReason!.ReplyCode.Should().Be(403);
    }
}
