using CodeExec.EndToEndTests.Telemetry;

namespace CodeExec.EndToEndTests.Services;

/// <summary>One process of each service on real servers, telling their traces to <see cref="Traces"/>.</summary>
public sealed class FourProcesses : IAsyncLifetime
{
    private readonly Servers _servers = new();

    public OtlpReceiver Traces { get; } = new();

    public Deployment Deployment { get; private set; } = null!;

    public Client Client => Deployment.Client;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        Deployment = await Deployment.StartAsync(new Dictionary<string, string>(_servers.Settings)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Traces.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["Logs__FrameworkLevel"] = "Information",
        });
    }

    public async Task DisposeAsync()
    {
        await Deployment.DisposeAsync();
        await Traces.DisposeAsync();
        await _servers.DisposeAsync();
    }
}

[CollectionDefinition(nameof(FourProcesses))]
public sealed class FourProcessesDefinition : ICollectionFixture<FourProcesses>;
