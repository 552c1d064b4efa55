using System.Diagnostics;
using Xunit;

namespace CodeExec.TestKit;

/// <summary>A RabbitMQ broker of its own on a free port of 127.0.0.1; user guest, password guest.</summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    private readonly string _directory = Machine.TemporaryDirectory("rabbitmq");
    private readonly int _epmdPort = Machine.FreePort();
    private ChildProcess _epmd = null!;

    /// <summary>AMQP port; the same after a restart.</summary>
    public int Port { get; } = Machine.FreePort();

    /// <summary>Path of a <c>rabbitmq.conf</c>. Null: none.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>The process, for faults.</summary>
    public ChildProcess Process { get; private set; } = null!;

    /// <summary>The settings that point a service at this broker.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["MessageBus__Host"] = "127.0.0.1",
        ["MessageBus__Port"] = $"{Port}",
    };

    // How its tools find it.
    private Dictionary<string, string> Node => new()
    {
        ["HOME"] = _directory,
        ["ERL_EPMD_PORT"] = $"{_epmdPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = $"codeexec{Port}@localhost",
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_directory, "none"),
    };

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        // A name daemon of our own: the one that Erlang would start outlives every test.
        _epmd = await ChildProcess.StartAsync(Path.Combine(_directory, "epmd.log"),
            [Machine.Find("epmd"), "-port", $"{_epmdPort}", "-address", "127.0.0.1"]);
        await StartAsync();
    }

    /// <summary>Starts it, or starts it again on the same data.</summary>
    public async Task StartAsync()
    {
        Process = await ChildProcess.StartAsync(Path.Combine(_directory, "log"), [Machine.Find("rabbitmq-server")], new Dictionary<string, string>(Node)
        {
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{Port}",
            ["RABBITMQ_DIST_PORT"] = $"{Machine.FreePort()}",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_directory, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_directory, "logs"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_PID_FILE"] = Path.Combine(_directory, "pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_directory, "enabled_plugins"),
            ["RABBITMQ_CONFIG_FILE"] = ConfigurationFile ?? Path.Combine(_directory, "none"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        });
        await Process.WaitUntilAsync(cancellation => Machine.AnswersAsync(Port, GreetAsync, cancellation), TimeSpan.FromSeconds(90));
    }

    /// <summary>Names of all queues there are.</summary>
    public Task<IReadOnlyList<string>> ListQueuesAsync() => ListAsync("list_queues");

    /// <summary>Names of all that is listed by a command of rabbitmqctl, such as <c>list_exchanges</c>.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string command)
    {
        var start = new ProcessStartInfo(Machine.Find("rabbitmqctl"), [command, "name", "--silent", "--no-table-headers"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in Node)
        {
            start.Environment[name] = value;
        }

        using var control = System.Diagnostics.Process.Start(start)!;
        var names = await control.StandardOutput.ReadToEndAsync();
        await control.WaitForExitAsync();
        return names.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync() => await Process.DisposeAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        await _epmd.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    // The broker answers the protocol header (AMQP 0-9-1, section 4.2.2) with a method frame, type 1.
    private static async Task<bool> GreetAsync(Stream stream, CancellationToken cancellation)
    {
        await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), cancellation);
        var frame = new byte[1];
        return await stream.ReadAsync(frame, cancellation) == 1 && frame[0] == 1;
    }
}
