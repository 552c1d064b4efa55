using CodeExec.Gateway;
using CodeExec.Gateway.ApiKeys;
using CodeExec.ServiceDefaults;

return ServiceProgram.Run(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("gateway", "http://127.0.0.1:8080", builder.HasApiKeys()).AddApiKeys().AddGateway();

    var app = builder.Build();
    app.MapServiceDefaults().UseApiKeys().MapGateway();
    return app;
});
