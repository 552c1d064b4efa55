using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CodeExec.IntegrationTests.Gateway;

public sealed class GatewayTests : IAsyncLifetime
{
    private WebApplication _service = null!;
    private GatewayHost _gateway = null!;
    private string? _traceparent;

    public async Task InitializeAsync()
    {
        _service = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]).Build();
        _service.MapGet("/languages", () => "languages");
        _service.MapGet("/executions/{id}", (string id, HttpContext context) =>
        {
            _traceparent = context.Request.Headers.TraceParent;
            return id;
        });
        _service.MapGet("/executions/broken/off", (HttpContext context) => context.Abort());
        _service.MapGet("/executions/slow/answer", (HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        _service.MapPost("/code-sessions", (JsonElement body) => body);
        _service.MapGet("/health/ready", () => "secret");
        _service.MapGet("/metrics", () => "secret");
        await _service.StartAsync();
        _gateway = await GatewayHost.StartAsync(_service.Urls.First(), _service.Urls.First(), "--Gateway:Timeout=00:00:05");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Requests_reach_the_service_with_their_trace()
    {
        using var client = new Activity("client").SetIdFormat(ActivityIdFormat.W3C).Start();

        var response = await _gateway.Http.GetAsync("executions/abc");

        (await response.Content.ReadAsStringAsync()).Should().Be("abc");
        _traceparent.Should().StartWith($"00-{client.TraceId}-");
    }

    [Theory]
    [InlineData("health/ready")]
    [InlineData("metrics")]
    [InlineData("executions/..%2fmetrics")]
    [InlineData("dead-letters")]
    [InlineData("")]
    public async Task Management_is_not_reachable(string path)
    {
        var response = await _gateway.Http.GetAsync(path);

        (await response.Content.ReadAsStringAsync()).Should().NotBe("secret");
    }

    [Theory]
    [InlineData("executions/broken/off", 502, "upstream-failed")]
    [InlineData("executions/slow/answer", 504, "upstream-timeout")]
    public async Task A_service_that_breaks_off_or_is_too_slow_is_a_problem(string path, int status, string type) =>
        await IsProblemAsync(await _gateway.Http.GetAsync(path), status, type);

    [Fact]
    public async Task A_service_that_is_away_is_a_503_with_when_to_come_back()
    {
        await using var gateway = await GatewayHost.StartAsync(_service.Urls.First(), $"http://127.0.0.1:{Machine.FreePort()}");

        for (var request = 0; request < 3; request++)
        {
            var response = await gateway.Http.GetAsync("executions/abc");
            await IsProblemAsync(response, 503, "service-unavailable");
            response.Headers.RetryAfter.Should().NotBeNull();
        }

        (await gateway.Http.GetStringAsync("languages")).Should().Be("languages");
        var ready = await gateway.Http.GetAsync(new Uri(gateway.Management, "/health/ready"));
        ready.StatusCode.Should().Be(HttpStatusCode.OK);
        (await ready.Content.ReadAsStringAsync()).Should().Contain("degraded").And.Contain("No answer from");
    }

    [Fact]
    public async Task A_replica_that_is_away_is_passed_over_by_a_request_with_its_body()
    {
        await using var gateway = await GatewayHost.StartAsync($"http://127.0.0.1:{Machine.FreePort()};{_service.Urls.First()}", _service.Urls.First());

        for (var request = 0; request < 10; request++)
        {
            var response = await gateway.Http.PostAsJsonAsync("code-sessions", new { request });
            (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("request").GetInt32().Should().Be(request);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_was_broken_off_is_sent_to_no_other_replica(bool inItsAnswer)
    {
        var arrived = 0;
        await using var service = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]).Build();
        service.MapPost("/code-sessions/a/run", async (HttpContext context) =>
        {
            Interlocked.Increment(ref arrived);
            if (inItsAnswer)
            {
                context.Response.ContentLength = 10;
                await context.Response.WriteAsync("half", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            context.Abort();
        });
        await service.StartAsync();
        var url = service.Urls.First();
        await using var gateway = await GatewayHost.StartAsync($"{url};{url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}", url);

        await FluentActions.Awaiting(async () => (await gateway.Http.PostAsync("code-sessions/a/run", null)).EnsureSuccessStatusCode())
            .Should().ThrowAsync<HttpRequestException>();

        arrived.Should().Be(1);
    }

    [Fact]
    public async Task A_replica_that_closes_its_connections_gets_no_more_requests_for_some_seconds()
    {
        var leaving = 0;
        await using var service = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]).Build();
        service.MapGet("/languages", (HttpResponse response) =>
        {
            Interlocked.Increment(ref leaving);
            response.Headers.Connection = "close";
        });
        await service.StartAsync();
        await using var gateway = await GatewayHost.StartAsync($"{service.Urls.First()};{_service.Urls.First()}", _service.Urls.First());

        for (var request = 0; request < 30; request++)
        {
            await gateway.Http.GetStringAsync("languages");
        }

        leaving.Should().Be(1);
    }

    [Fact]
    public async Task The_API_reference_is_served_without_another_origin()
    {
        var document = await _gateway.Http.GetFromJsonAsync<JsonElement>("openapi/v1.json");
        var page = await _gateway.Http.GetStringAsync("scalar");

        document.GetProperty("openapi").GetString().Should().StartWith("3.1");
        document.GetProperty("paths").TryGetProperty("/code-sessions/{id}/run", out _).Should().BeTrue();
        page.Should().Contain("openapi/v1.json").And.NotContain("https://").And.NotContain("http://");
        (await _gateway.Http.GetAsync("scalar/scalar.js")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task IsProblemAsync(HttpResponseMessage response, int status, string type)
    {
        ((int)response.StatusCode).Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().Should().Be($"urn:codeexec:problem:{type}");
    }
}
