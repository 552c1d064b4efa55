using CodeExec.Gateway;
using CodeExec.ServiceDefaults;

return ServiceProgram.Run(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("gateway", "http://127.0.0.1:8080").AddGateway();

    var app = builder.Build();
    app.MapServiceDefaults().MapGateway();
    return app;
});
