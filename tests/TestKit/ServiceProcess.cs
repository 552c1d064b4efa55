using System.Reflection;

namespace CodeExec.TestKit;

/// <summary>One of our own services as the process it is in production, started from its build output.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly string _directory;
    private readonly ChildProcess _process;

    private ServiceProcess(string directory, ChildProcess process, Uri url, Uri managementUrl)
    {
        _directory = directory;
        _process = process;
        Url = url;
        ManagementUrl = managementUrl;
    }

    /// <summary>Where it serves.</summary>
    public Uri Url { get; }

    /// <summary>Where its health and metrics are.</summary>
    public Uri ManagementUrl { get; }

    /// <summary>The process, for faults.</summary>
    public ChildProcess Process => _process;

    /// <summary>Everything it has logged so far.</summary>
    public string Log => File.ReadAllText(_process.LogFile);

    /// <summary>Starts a service and waits until it is ready.</summary>
    /// <param name="project">Its folder below the root, such as <c>services/Gateway</c>.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="args">Command-line arguments.</param>
    public static async Task<ServiceProcess> StartAsync(string project, IReadOnlyDictionary<string, string> settings, params string[] args)
    {
        var service = await LaunchAsync(project, settings, args);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await service._process.WaitUntilAsync(async cancellation =>
        {
            try
            {
                return (await http.GetAsync(new Uri(service.ManagementUrl, "/health/ready"), cancellation)).IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(90));
        return service;
    }

    /// <summary>Starts a service without waiting for it.</summary>
    public static async Task<ServiceProcess> LaunchAsync(string project, IReadOnlyDictionary<string, string> settings, params string[] args)
    {
        var name = Path.GetFileName(project);
        name = char.ToUpperInvariant(name[0]) + name[1..];
        var configuration = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var program = Path.Combine(Machine.Root, project, "bin", configuration, "net10.0", $"CodeExec.{name}.dll");
        var directory = Machine.TemporaryDirectory(name.ToLowerInvariant());
        var url = new Uri($"http://127.0.0.1:{Machine.FreePort()}");
        var managementUrl = new Uri($"http://127.0.0.1:{Machine.FreePort()}");
        var environment = new Dictionary<string, string>(settings)
        {
            ["ASPNETCORE_URLS"] = url.ToString(),
            ["Management__Url"] = managementUrl.ToString(),
        };
        var process = await ChildProcess.StartAsync(Path.Combine(directory, "log"), [Machine.Find("dotnet"), program, .. args], environment);
        return new ServiceProcess(directory, process, url, managementUrl);
    }

    /// <summary>Stops it as a supervisor would: SIGTERM, then wait.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        await _process.SignalAsync("TERM");
        await _process.WaitForExitAsync(late.Token);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public ValueTask KillAsync() => _process.DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
