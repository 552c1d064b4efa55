using System.Reflection;

namespace CodeExec.TestKit;

/// <summary>One of our own services as the process it is in production, started from its build output.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly string _directory;
    private readonly IReadOnlyList<string> _command;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly List<ChildProcess> _lives = [];

    private ServiceProcess(
        string name, string directory, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, Uri url, Uri managementUrl)
    {
        Name = name;
        (_directory, _command, _environment) = (directory, command, environment);
        Url = url;
        ManagementUrl = managementUrl;
    }

    /// <summary>Name of its project.</summary>
    public string Name { get; }

    /// <summary>Where it serves.</summary>
    public Uri Url { get; }

    /// <summary>Where its health and metrics are.</summary>
    public Uri ManagementUrl { get; }

    /// <summary>The process, for faults. Another one after each start.</summary>
    public ChildProcess Process => _lives[^1];

    /// <summary>Everything it has logged so far, in all its lives.</summary>
    public string Log => File.ReadAllText(Process.LogFile);

    /// <summary>Starts a service and waits until it is ready.</summary>
    /// <param name="project">Its folder below the root, such as <c>services/Gateway</c>.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="args">Command-line arguments.</param>
    public static async Task<ServiceProcess> StartAsync(string project, IReadOnlyDictionary<string, string> settings, params string[] args)
    {
        var service = await LaunchAsync(project, settings, args);
        await service.WaitUntilReadyAsync();
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
        var service = new ServiceProcess(name, directory, [Machine.Find("dotnet"), program, .. args], environment, url, managementUrl);
        await service.LaunchAgainAsync();
        return service;
    }

    /// <summary>Starts it again at the same addresses with the same settings, without waiting for it.</summary>
    /// <param name="settings">Environment variables beyond those it has, for this life.</param>
    public async Task LaunchAgainAsync(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(_environment);
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        _lives.Add(await ChildProcess.StartAsync(Path.Combine(_directory, "log"), _command, environment));
    }

    /// <summary>Waits until it says of itself that it is ready.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Process.WaitUntilAsync(async cancellation =>
        {
            try
            {
                return (await http.GetAsync(new Uri(ManagementUrl, "/health/ready"), cancellation)).IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(90));
    }

    /// <summary>Stops it as a supervisor would: SIGTERM, then wait.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        await Process.SignalAsync("TERM");
        await Process.WaitForExitAsync(late.Token);
    }

    /// <summary>kill -9 of this process alone: what it started is left to itself until the test ends.</summary>
    public async Task KillAsync()
    {
        await Process.SignalAsync("KILL");
        await Process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var life in _lives)
        {
            await life.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }
}
