using CodeExec.ExecutionService;
using CodeExec.Gateway;
using CodeExec.Gateway.ApiKeys;
using CodeExec.RunnerService;
using CodeExec.ServiceDefaults;
using CodeExec.SessionService;
using CodeExec.SessionService.Runs;
using CodeExec.Standalone;

try
{
    var builder = WebApplication.CreateBuilder(args);
    var options = StandaloneOptions.Read(builder.Configuration);
    using var data = DataDirectory.Open(builder.Configuration["data"] ?? "data");
    builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["MessageBus:Transport"] = nameof(MessageTransport.InMemory),
        // The one of the last host that was killed would else be listed beside it for half a minute.
        ["Runner:Name"] = "standalone",
        // For the person at the console: the greeting, then only what is wrong.
        ["Logs:Plain"] = builder.Configuration["Logs:Plain"] ?? "true",
        ["Logs:Level"] = builder.Configuration["Logs:Level"] ?? "Warning",
    });
    builder.AddServiceDefaults("codeexec", "http://127.0.0.1:8080", builder.HasApiKeys()).AddApiKeys();
    FreeAddresses.ThrowIfTaken(builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey)!);

    using var redis = await PrivateRedis.StartAsync(data, options.RedisMemoryBytes);
    builder.Configuration["Redis:Configuration"] = redis.Configuration;
    builder.AddRedis();
    builder.Services.AddSingleton(data).AddSingleton<IExecutionWait, FinishedInProcess>().AddHostedService<SqliteSchema>();
    builder.AddSessionService((_, database) => database.UseSqliteFile(data.PathOf("sessions.db")));
    builder.AddExecutionService(
        (_, database) => database.UseSqliteFile(data.PathOf("audit.db")),
        (_, database) => database.UseSqliteFile(data.PathOf("dead-letters.db")));
    builder.AddRunnerService();
    builder.AddMessageBus(bus =>
    {
        bus.AddSessionConsumers();
        bus.AddExecutionConsumers();
        bus.AddRunnerConsumers();
    });
    builder.Services.AddSingleton<ToldEnds>().AddHostedService<ResumeExecutions>().AddHostedService<Greeting>();

    var app = builder.Build();
    app.MapServiceDefaults(healthOnMainPort: true).UseApiKeys();
    app.MapSessionService().MapExecutionService().MapApiReference();
    app.MapRunnerService();
    await app.RunAsync();
    return 0;
}
catch (SetupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (Exception e) when (WrongSettings.In(e) is { Length: > 0 } sentences)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, sentences));
    return 1;
}
