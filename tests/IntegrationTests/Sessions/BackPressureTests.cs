using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.RunStore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.Sessions;

[Collection(nameof(SessionHost))]
public sealed class BackPressureTests(SessionHost host) : IAsyncLifetime
{
    private static readonly BacklogStatus Idle = new() { Unfinished = 0, MaximumUnfinished = 100, UsedBytes = 1, BudgetBytes = 1000 };

    private RunBacklog Backlog => host.Services.GetRequiredService<RunBacklog>();

    public Task InitializeAsync() => Backlog.AnnounceAsync(Idle);

    public Task DisposeAsync() => Backlog.AnnounceAsync(Idle);

    [Theory]
    [InlineData(100, 1, 2, "too-many-runs", "\"runs\";q=100;qu=\"concurrent-requests\"", "\"runs\";r=0;t=2")]
    [InlineData(99, 1000, 30, "too-much-stored", "\"stored\";q=1000;qu=\"content-bytes\"", "\"stored\";r=0;t=30")]
    public async Task A_new_run_is_refused_while_it_is_full_and_nothing_of_it_is_kept(long unfinished, long used, int seconds, string problem, string policy, string limit)
    {
        var session = await host.NewSessionAsync(new string('#', 100_000));
        var keys = await CountKeysAsync();
        await Backlog.AnnounceAsync(Idle with { Unfinished = unfinished, UsedBytes = used });

        var refused = await RunAsync(session, "key");

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(seconds));
        refused.Headers.GetValues("RateLimit-Policy").Should().Equal(policy);
        refused.Headers.GetValues("RateLimit").Should().Equal(limit);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().Should().Be($"urn:codeexec:problem:{problem}");
        host.Executions.Of(session).Should().BeEmpty();
        (await CountKeysAsync()).Should().Be(keys);
        await Backlog.AnnounceAsync(Idle);
        (await RunAsync(session, "key")).StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task What_was_accepted_is_answered_again_however_full_it_is()
    {
        var session = await host.NewSessionAsync();
        var first = await RunAsync(session, "key");
        await Backlog.AnnounceAsync(Idle with { Unfinished = 100 });

        var again = await RunAsync(session, "key");

        again.StatusCode.Should().Be(HttpStatusCode.Accepted);
        again.Headers.Location.Should().Be(first.Headers.Location);
    }

    [Fact]
    public async Task A_Redis_that_is_full_is_a_503_and_the_same_key_runs_when_there_is_room()
    {
        var session = await host.NewSessionAsync(new string('#', 100_000));
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{host.Redis.ConnectionString},allowAdmin=true");
        var server = admin.GetServers().Single();
        await server.ConfigSetAsync("maxmemory", "1mb");
        try
        {
            var refused = await RunAsync(session, "key");

            refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.Should().NotBeNull();
            (await refused.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:store-unavailable");
            host.Executions.Of(session).Should().BeEmpty();
        }
        finally
        {
            await server.ConfigSetAsync("maxmemory", "0");
        }

        (await RunAsync(session, "key")).StatusCode.Should().Be(HttpStatusCode.Accepted);
        host.Executions.Of(session).Should().ContainSingle();
    }

    private async Task<HttpResponseMessage> RunAsync(Guid session, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"code-sessions/{session}/run");
        request.Headers.Add("Idempotency-Key", key);
        return await host.Http.SendAsync(request);
    }

    private async Task<int> CountKeysAsync()
    {
        var redis = host.Services.GetRequiredService<IConnectionMultiplexer>();
        return await redis.GetServers().Single().KeysAsync(pattern: "run:*").CountAsync();
    }
}
