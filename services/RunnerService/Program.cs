using CodeExec.RunnerService;
using CodeExec.ServiceDefaults;

return ServiceProgram.Run(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("runner-service", "http://127.0.0.1:8086");
    builder.AddRedis();
    builder.AddRunnerService();
    builder.AddMessageBus(bus => bus.AddRunnerConsumers());

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapRunnerService();
    return app;
});
