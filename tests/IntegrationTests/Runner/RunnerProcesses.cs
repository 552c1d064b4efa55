using System.Collections.Concurrent;
using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.TestKit;
using MassTransit;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>A broker, a Redis and runner processes as in production; the test itself is the execution saga.</summary>
public sealed class RunnerProcesses : IAsyncLifetime
{
    private readonly RabbitMqServer _broker = new();
    private readonly RedisServer _redis = new();
    private readonly ConcurrentDictionary<string, ServiceProcess> _runners = new();
    private readonly ConcurrentQueue<object> _reports = new();
    private IBusControl _bus = null!;
    private int _started;

    /// <summary>Everything that runners have reported, in the order it came.</summary>
    public IReadOnlyList<object> Reports => [.. _reports];

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_broker.InitializeAsync(), _redis.InitializeAsync());
        _bus = Bus.Factory.CreateUsingRabbitMq(transport =>
        {
            transport.Host("127.0.0.1", (ushort)_broker.Port, "/", _ => { });
            transport.ReceiveEndpoint(Queues.Execution, queue =>
            {
                queue.ConfigureConsumeTopology = false;
                queue.Handler<CodeRunStarted>(Keep);
                queue.Handler<CodeRunFinished>(Keep);
                queue.Handler<CodeRunFaulted>(Keep);
            });
        });
        await _bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var runner in _runners.Values)
        {
            await runner.DisposeAsync();
        }

        await _bus.StopAsync();
        await Task.WhenAll(_broker.DisposeAsync(), _redis.DisposeAsync());
    }

    /// <summary>Starts a runner and returns its name once it takes work.</summary>
    public async Task<string> StartAsync(int slots = 4)
    {
        var name = $"runner-{Interlocked.Increment(ref _started)}";
        _runners[name] = await ServiceProcess.StartAsync("services/RunnerService", new Dictionary<string, string>(_broker.Settings)
        {
            ["Redis__Configuration"] = _redis.ConnectionString,
            ["Runner__Name"] = name,
            ["Runner__Slots"] = $"{slots}",
            ["Shutdown__DrainTime"] = "00:00:05",
        });
        return name;
    }

    /// <summary>Ends a runner as a power cut would.</summary>
    public async Task KillAsync(string name)
    {
        if (_runners.TryRemove(name, out var runner))
        {
            await runner.DisposeAsync();
        }
    }

    /// <summary>Stops a runner as a supervisor does.</summary>
    public Task StopAsync(string name) => _runners[name].StopAsync(TimeSpan.FromSeconds(20));

    /// <summary>Dispatches a run, or one that was dispatched before.</summary>
    public async Task<Guid> SendAsync(string source, Guid? again = null)
    {
        var id = again ?? Guid.NewGuid();
        var queue = await _bus.GetSendEndpoint(new Uri($"exchange:{Queues.RunCode}"));
        await queue.Send(new RunCode
        {
            ExecutionId = id,
            Language = "python",
            Source = new Payload { Text = source, LengthBytes = source.Length },
            Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(60), MemoryBytes = 128 << 20, OutputBytes = 1024 },
            IsFirst = again is null,
        });
        return id;
    }

    /// <summary>Waits for the reports to be as they should be.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<object>, bool> wanted)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!wanted(Reports))
        {
            await pause.WaitForNextTickAsync(late.Token);
        }
    }

    private Task Keep<T>(ConsumeContext<T> context)
        where T : class
    {
        _reports.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
