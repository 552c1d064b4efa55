using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using CodeExec.ServiceDefaults;
using CodeExec.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CodeExec.IntegrationTests.Gateway;

public sealed class RollingRestartTests
{
    private const int Clients = 16;
    private const int Restarts = 4;
    private static readonly TimeSpan BetweenRestarts = TimeSpan.FromSeconds(6); // until the gateway takes a replica again that was away

    [Fact]
    public async Task A_service_that_is_stopped_breaks_off_no_request()
    {
        string[] urls = [$"http://127.0.0.1:{Machine.FreePort()}", $"http://127.0.0.1:{Machine.FreePort()}"];
        var services = await Task.WhenAll(urls.Select(StartAsync));
        await using var gateway = await GatewayHost.StartAsync(string.Join(';', urls), urls[0]);
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                using var answer = await gateway.Http.PostAsJsonAsync("code-sessions", new { });
                answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
            }
        })).ToArray();

        for (var restart = 0; restart < Restarts; restart++)
        {
            var which = restart % urls.Length;
            await services[which].StopAsync();
            await services[which].DisposeAsync();
            services[which] = await StartAsync(urls[which]);
            await Task.Delay(BetweenRestarts, TimeProvider.System, over.Token);
        }

        await over.CancelAsync();
        await Task.WhenAll(clients);
        foreach (var service in services)
        {
            await service.DisposeAsync();
        }

        answers.Keys.Should().BeSubsetOf([HttpStatusCode.OK], string.Join(", ", answers));
    }

    private static async Task<WebApplication> StartAsync(string url)
    {
        var builder = WebApplication.CreateBuilder([$"--urls={url}", "--Management:Url=http://127.0.0.1:0", "--Logs:Level=Error"]);
        builder.AddServiceDefaults("service", url);
        var service = builder.Build();
        service.MapServiceDefaults().MapPost("/code-sessions", async (HttpRequest request) =>
        {
            await request.ReadFromJsonAsync<object>();
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, request.HttpContext.RequestAborted);
            return "done";
        });
        await service.StartAsync();
        return service;
    }
}
