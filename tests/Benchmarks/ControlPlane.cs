using CodeExec.TestKit;

namespace CodeExec.Benchmarks;

/// <summary>The services as they are shipped, a process each, on servers of their own.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly RabbitMqServer _rabbitMq = new();
    private readonly RedisServer _redis = new();
    private readonly PostgresServer _postgres = new();
    private readonly List<ServiceProcess> _services = [];

    private ControlPlane()
    {
    }

    /// <summary>Where the gateway serves.</summary>
    public Uri Url => _services[^1].Url;

    public string Redis => _redis.ConnectionString;

    public string Postgres => _postgres.ConnectionString;

    /// <param name="runner">Project of the runner; the default is the shipped one but for the sandbox, which runs nothing.</param>
    public static async Task<ControlPlane> StartAsync(string runner = "tests/NoOpRunner")
    {
        var plane = new ControlPlane();
        try
        {
            await Task.WhenAll(plane._rabbitMq.InitializeAsync(), plane._redis.InitializeAsync(), plane._postgres.InitializeAsync());
            var executions = await plane.AddAsync("services/ExecutionService");
            await plane.AddAsync(runner);
            var sessions = await plane.AddAsync("services/SessionService", ("Sessions__ExecutionServiceUrl", executions.Url));
            await plane.AddAsync("services/Gateway", ("Gateway__Sessions", sessions.Url), ("Gateway__Executions", executions.Url));
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// CPU time of the servers and services so far, by name. Of the runner its own process: what forks runs ends now and then, and takes the time of
    /// those that it has waited for with it.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> CpuByProcess() => Servers().ToDictionary(server => server.Name, server => CpuTime.OfTrees([server.Id]))
        .Concat(_services.ToDictionary(service => service.Name, service => CpuTime.OfProcess(service.Process.Id))).ToDictionary();

    /// <summary>CPU time of all servers and services so far.</summary>
    public TimeSpan Cpu() => CpuTime.OfTrees(Servers().Select(server => server.Id).Concat(_services.Select(service => service.Process.Id)));

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.AsEnumerable().Reverse())
        {
            await service.DisposeAsync();
        }

        await Task.WhenAll(_rabbitMq.DisposeAsync(), _redis.DisposeAsync(), _postgres.DisposeAsync());
    }

    private (string Name, int Id)[] Servers() => [("RabbitMQ", _rabbitMq.Process.Id), ("Redis", _redis.Process.Id), ("Postgres", _postgres.Process.Id)];

    private async Task<ServiceProcess> AddAsync(string project, params (string Name, Uri Url)[] upstreams)
    {
        var settings = new Dictionary<string, string>(_rabbitMq.Settings)
        {
            ["Redis__Configuration"] = Redis,
            ["Sessions__ConnectionString"] = Postgres,
            ["Audit__ConnectionString"] = Postgres,
        };
        foreach (var (name, url) in upstreams)
        {
            settings[name] = $"{url}";
        }

        var service = await ServiceProcess.StartAsync(project, settings);
        _services.Add(service);
        return service;
    }
}
