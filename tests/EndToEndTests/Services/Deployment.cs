using System.Collections.Concurrent;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Services;

/// <summary>How many processes of each service, and which executables.</summary>
public sealed record Replicas(int Gateways = 1, int Sessions = 1, int Executions = 1, int Runners = 1)
{
    /// <summary>Folder of the execution service; tests have one of their own that crashes.</summary>
    public string ExecutionService { get; init; } = "services/ExecutionService";

    /// <summary>Settings of the execution services alone.</summary>
    public IReadOnlyList<(string Name, string Value)> ExecutionSettings { get; init; } = [];

    /// <summary>Settings of the runners alone.</summary>
    public IReadOnlyList<(string Name, string Value)> RunnerSettings { get; init; } = [];
}

/// <summary>The services as separate processes behind gateways.</summary>
public sealed class Deployment : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ConcurrentQueue<ServiceProcess> _processes = [];
    private readonly ConcurrentDictionary<string, ServiceProcess> _runners = [];

    private Deployment(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    /// <summary>A client of the gateways.</summary>
    public Client Client { get; private set; } = null!;

    public IReadOnlyList<ServiceProcess> Gateways { get; private set; } = [];

    public IReadOnlyList<ServiceProcess> Sessions { get; private set; } = [];

    public IReadOnlyList<ServiceProcess> Executions { get; private set; } = [];

    /// <summary>By name: runner-0, runner-1 and so on.</summary>
    public IReadOnlyDictionary<string, ServiceProcess> Runners => _runners;

    /// <summary>Every process.</summary>
    public IReadOnlyCollection<ServiceProcess> Processes => _processes;

    /// <summary>Starts them and waits until all are ready.</summary>
    public static async Task<Deployment> StartAsync(IReadOnlyDictionary<string, string> settings, Replicas? replicas = null)
    {
        var deployment = new Deployment(settings);
        try
        {
            await deployment.StartAsync(replicas ?? new());
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more process and waits until it is ready.</summary>
    public async Task<ServiceProcess> AddAsync(string project, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(_settings);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var process = await ServiceProcess.StartAsync(project, all);
        _processes.Enqueue(process);
        return process;
    }

    /// <summary>Starts one more runner and waits until it is ready.</summary>
    public async Task<ServiceProcess> AddRunnerAsync(string name, params (string Name, string Value)[] settings) =>
        _runners[name] = await AddAsync("services/RunnerService", [("Runner__Name", name), .. settings]);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    private async Task StartAsync(Replicas replicas)
    {
        var working = AddAsync(replicas.Runners, number => AddRunnerAsync($"runner-{number}", [.. replicas.RunnerSettings]));
        Executions = await AddAsync(replicas.Executions, _ => AddAsync(replicas.ExecutionService, [.. replicas.ExecutionSettings]));
        Sessions = await AddAsync(replicas.Sessions, _ => AddAsync("services/SessionService", ("Sessions__ExecutionServiceUrl", $"{Executions[0].Url}")));
        Gateways = await AddAsync(replicas.Gateways, _ => AddAsync(
            "services/Gateway", ("Gateway__Sessions", Urls(Sessions)), ("Gateway__Executions", Urls(Executions))));
        await working;
        Client = new Client([.. Gateways.Select(gateway => gateway.Url)]);
    }

    private static string Urls(IEnumerable<ServiceProcess> services) => string.Join(';', services.Select(service => service.Url));

    private static Task<ServiceProcess[]> AddAsync(int count, Func<int, Task<ServiceProcess>> add) => Task.WhenAll(Enumerable.Range(0, count).Select(add));
}
