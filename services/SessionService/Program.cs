using CodeExec.ServiceDefaults;
using CodeExec.SessionService;

return ServiceProgram.Run(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("session-service", "http://127.0.0.1:8082").AddRedis();
    builder.AddSessionService().AddMessageBus(bus => bus.AddSessionConsumers());

    var app = builder.Build();
    app.MapServiceDefaults().MapSessionService();
    return app;
});
