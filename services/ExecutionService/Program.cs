using CodeExec.ExecutionService;
using CodeExec.ServiceDefaults;

return ServiceProgram.Run(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("execution-service", "http://127.0.0.1:8084").AddRedis().AddExecutionService();
    builder.AddMessageBus(bus => bus.AddExecutionConsumers());

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapExecutionService();
    return app;
});
