using System.Diagnostics;
using CodeExec.DeployTests.Manifests;
using CodeExec.TestKit;
using k8s.Models;
using StackExchange.Redis;

namespace CodeExec.DeployTests.Servers;

/// <summary>RabbitMQ, Redis and PostgreSQL with the users that the development cluster's have, made by its scripts from its Secrets.</summary>
public sealed class DevServers : IAsyncLifetime
{
    private readonly PostgresServer _postgres = new();
    private readonly IReadOnlyCollection<V1Secret> _secrets = Passwords.Make();
    private readonly Cluster _cluster = Cluster.Load("dev");
    private RedisServer _redis = null!;

    private static readonly string[] AskedAtConnection = ["command config|get", "command cluster|nodes", "command sentinel", "channel __Booksleeve_MasterChanged", "key __Booksleeve_TieBreak"];

    /// <summary>For files of this fixture's life.</summary>
    public string Folder { get; } = Machine.TemporaryDirectory("deploy");

    public RabbitMqServer RabbitMq { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var users = Path.Combine(Folder, "users.acl");
        await File.WriteAllTextAsync(users, Run("redis"));
        var definitions = Path.Combine(Folder, "definitions.json");
        await File.WriteAllTextAsync(definitions, Run("rabbitmq"));
        var configuration = Path.Combine(Folder, "rabbitmq.conf");
        await File.WriteAllTextAsync(configuration, _cluster.ConfigMap("codeexec-servers", "rabbitmq").Data["rabbitmq.conf"].Replace("/definitions/definitions.json", definitions, StringComparison.Ordinal));

        _redis = new RedisServer { ExtraOptions = ["--aclfile", users] };
        RabbitMq = new RabbitMqServer { ConfigurationFile = configuration };
        await Task.WhenAll(_redis.InitializeAsync(), RabbitMq.InitializeAsync(), _postgres.InitializeAsync());
        Run("postgres", ("POSTGRES_USER", "codeexec"), ("POSTGRES_DB", "postgres"), ("PGHOST", "127.0.0.1"), ("PGPORT", $"{_postgres.Port}"));
        foreach (var map in _cluster.All<V1ConfigMap>().Where(map => map.Metadata.Name.StartsWith("servers-", StringComparison.Ordinal)))
        {
            map.Data["rabbitmq-host"] = "127.0.0.1";
            map.Data["redis-address"] = $"127.0.0.1:{_redis.Port}";
            map.Data["postgres-host"] = $"127.0.0.1;Port={_postgres.Port}";
        }
    }

    /// <summary>Starts a service with the environment that its Deployment gives it, but for addresses.</summary>
    public Task<ServiceProcess> StartAsync(string deployment, string project, params (string Name, string Value)[] addresses)
    {
        var environment = ContainerEnvironment.Of(_cluster, Of(deployment), _secrets);
        foreach (var (name, value) in addresses.Append(("MessageBus__Port", $"{RabbitMq.Port}")))
        {
            environment[name] = value;
        }

        return ServiceProcess.StartAsync(project, environment);
    }

    /// <summary>What a client with a service's own user would connect to Redis with.</summary>
    public string Redis(string deployment) => ContainerEnvironment.Of(_cluster, Of(deployment), _secrets)["Redis__Configuration"];

    /// <summary>What Redis denies while something is done, but for what a client asks at its connection to learn what kind of server it is.</summary>
    public async Task<IReadOnlyList<string>> RedisDenialsAsync(Func<Task> act)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_redis.Port},user=admin,password={Password("redis-admin")}");
        await redis.GetDatabase().ExecuteAsync("ACL", "LOG", "RESET");
        await act();
        var entries = (RedisResult[])(await redis.GetDatabase().ExecuteAsync("ACL", "LOG", "100"))!;
        return
        [
            .. entries.Select(entry => entry.ToDictionary())
                .Select(entry => $"{entry["username"]}: {entry["reason"]} {entry["object"]}")
                .Where(denial => !AskedAtConnection.Any(asked => denial.EndsWith(asked, StringComparison.Ordinal))),
        ];
    }

    public string Password(string name) => _secrets.First(secret => secret.Metadata.Name == name).StringData["password"];

    /// <summary>A connection with a service's own user to a database.</summary>
    public string Postgres(string user, string database) => $"Host=127.0.0.1;Port={_postgres.Port};Username={user};Database={database}";

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Task.WhenAll(_redis.DisposeAsync(), RabbitMq.DisposeAsync(), _postgres.DisposeAsync());
        Directory.Delete(Folder, recursive: true);
    }

    private Workload Of(string deployment) => _cluster.Workloads.Single(workload => workload.Name == deployment);

    // As the pod does it: the script from its ConfigMap, with the passwords that its environment names.
    private string Run(string server, params (string Name, string Value)[] environment)
    {
        var script = _cluster.ConfigMap("codeexec-servers", server).Data.Single(file => file.Key.EndsWith(".sh", StringComparison.Ordinal)).Value;
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true };
        foreach (var variable in Of(server).Containers.SelectMany(container => container.Env ?? []).Where(variable => variable.ValueFrom?.SecretKeyRef is not null))
        {
            start.Environment[variable.Name] = Password(variable.ValueFrom.SecretKeyRef.Name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return shell.ExitCode == 0 ? output : throw new InvalidOperationException($"The script that makes the users of {server} ended with {shell.ExitCode}.");
    }
}
