using CodeExec.Gateway;
using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

namespace CodeExec.IntegrationTests.Gateway;

/// <summary>A gateway before given services.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public Uri Management => new(_app.Urls.Last());

    public static async Task<GatewayHost> StartAsync(string sessions, string executions, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder([
            "--urls=http://127.0.0.1:0", "--Management:Url=http://127.0.0.1:0", "--Logs:Level=Error",
            $"--Gateway:Sessions={sessions}", $"--Gateway:Executions={executions}", .. settings,
        ]);
        builder.AddServiceDefaults("gateway", "http://127.0.0.1:0").AddGateway();
        var app = builder.Build();
        app.MapServiceDefaults().MapGateway();
        await app.StartAsync();
        return new GatewayHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
