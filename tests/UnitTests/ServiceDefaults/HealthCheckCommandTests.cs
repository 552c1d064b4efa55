using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeExec.UnitTests.ServiceDefaults;

public sealed class HealthCheckCommandTests
{
    [Fact]
    public async Task It_ends_with_0_beside_a_service_that_is_ready()
    {
        await using var service = await StartAsync(HealthCheckResult.Healthy());

        AskAt(service.Urls.Last()).Should().Be(0);
    }

    [Fact]
    public async Task It_ends_with_1_beside_a_service_that_is_not_ready()
    {
        await using var service = await StartAsync(HealthCheckResult.Unhealthy("The disk is missing."));

        AskAt(service.Urls.Last()).Should().Be(1);
    }

    [Fact]
    public async Task It_ends_with_1_where_nothing_listens()
    {
        var service = await StartAsync(HealthCheckResult.Healthy());
        var url = service.Urls.Last();
        await service.DisposeAsync();

        AskAt(url).Should().Be(1);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    [InlineData("[::]")]
    public async Task A_service_on_every_address_is_asked_on_loopback(string everywhere)
    {
        await using var service = await StartAsync(HealthCheckResult.Healthy());
        var port = new Uri(service.Urls.Last()).Port;

        AskAt($"http://{everywhere}:{port}").Should().Be(0);
    }

    [Fact]
    public async Task Without_a_management_address_it_asks_the_port_after_the_main_one()
    {
        await using var service = await StartAsync(HealthCheckResult.Healthy());
        var main = new Uri(service.Urls.Last()).Port - 1;

        ServiceProgram.Run(["healthcheck", $"--urls=http://*:{main}"], Never).Should().Be(0);
    }

    private static int AskAt(string url) => ServiceProgram.Run(["healthcheck", $"--Management:Url={url}"], Never);

    private static WebApplication Never() => throw new InvalidOperationException("The command built a service.");

    private static async Task<WebApplication> StartAsync(HealthCheckResult health)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", "--Management:Url=http://127.0.0.1:0", "--Logs:Level=Error"]);
        builder.AddServiceDefaults("asked", "http://127.0.0.1:0");
        builder.Services.AddHealthChecks().AddCheck("work", () => health, tags: ["ready"]);
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync();
        return app;
    }
}
