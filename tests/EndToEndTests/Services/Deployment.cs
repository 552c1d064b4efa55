using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Services;

/// <summary>The services as separate processes behind one gateway.</summary>
public sealed class Deployment : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly List<ServiceProcess> _processes = [];

    private Deployment(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    /// <summary>A client of the gateway.</summary>
    public Client Client { get; private set; } = null!;

    /// <summary>Every process, the gateway's too.</summary>
    public IReadOnlyCollection<ServiceProcess> Processes => _processes;

    /// <summary>Starts them and waits until all are ready.</summary>
    public static async Task<Deployment> StartAsync(IReadOnlyDictionary<string, string> settings, int executionServices = 1, int runners = 1)
    {
        var deployment = new Deployment(settings);
        try
        {
            var working = Task.WhenAll(Enumerable.Range(0, runners).Select(_ => deployment.AddAsync("RunnerService")));
            var executions = await Task.WhenAll(Enumerable.Range(0, executionServices).Select(_ => deployment.AddAsync("ExecutionService")));
            var sessions = await deployment.AddAsync("SessionService", ("Sessions__ExecutionServiceUrl", $"{executions[0].Url}"));
            var gateway = await deployment.AddAsync(
                "Gateway",
                ("Gateway__Sessions", $"{sessions.Url}"),
                ("Gateway__Executions", string.Join(';', executions.Select(execution => execution.Url))));
            await working;
            deployment.Client = new Client(gateway.Url);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more process and waits until it is ready.</summary>
    public async Task<ServiceProcess> AddAsync(string service, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(_settings);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var process = await ServiceProcess.StartAsync($"services/{service}", all);
        lock (_processes)
        {
            _processes.Add(process);
        }

        return process;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }
}
