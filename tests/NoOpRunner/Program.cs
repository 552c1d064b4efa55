using CodeExec.NoOpRunner;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.ServiceDefaults;

// services/RunnerService/Program.cs but for the sandbox.
return ServiceProgram.Run(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("runner-service", "http://127.0.0.1:8086");
    builder.AddRedis();
    builder.AddRunnerService();
    builder.Services.AddSingleton<ISandbox, NoOpSandbox>();
    builder.AddMessageBus(bus => bus.AddRunnerConsumers());

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapRunnerService();
    return app;
});
