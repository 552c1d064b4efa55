using CodeExec.RedisSagas;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CodeExec.Tests.RedisSagas;

/// <summary>One process that runs the saga, with a bus of its own.</summary>
internal sealed class TicketHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TicketHost(IHost host)
    {
        _host = host;
        Records = host.Services.GetRequiredService<TicketRecords>();
    }

    public IServiceProvider Services => _host.Services;

    public IBus Bus => Services.GetRequiredService<IBus>();

    public TicketRecords Records { get; }

    public RedisSagaStore<Ticket> Store => Services.GetRequiredService<RedisSagaStore<Ticket>>();

    public IRedisSagas<Ticket> Sagas => Services.GetRequiredService<IRedisSagas<Ticket>>();

    public static async Task<TicketHost> StartAsync(
        IConnectionMultiplexer redis,
        Action<IRedisSagaRepositoryConfigurator<Ticket>> configure,
        Action<IBusRegistrationConfigurator> useTransport,
        Func<Guid, Task>? committed = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(redis).AddSingleton<TicketRecords>();
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        if (committed is not null)
        {
            builder.Services.AddSingleton(new CommitHook(committed));
        }

        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddSagaStateMachine<TicketStateMachine, Ticket, TicketSagaDefinition>().RedisRepository(configure);
            bus.AddConsumer<TicketRecorder>().Endpoint(endpoint => endpoint.Name = "ticket-record");
            bus.AddRequestClient<OpenTicket>();
            useTransport(bus);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TicketHost(host);
    }

    public Task SendAsync<T>(T message, Guid? messageId = null)
        where T : class => Bus.Publish(message, context => context.MessageId = messageId ?? NewId.NextGuid());

    public async Task<OpenAnswer> AskAsync(OpenTicket open)
    {
        using var scope = Services.CreateScope();
        return (await scope.ServiceProvider.GetRequiredService<IRequestClient<OpenTicket>>().GetResponse<OpenAnswer>(open)).Message;
    }

    public async Task<Ticket?> LoadAsync(Guid id) => await Services.GetRequiredService<ILoadSagaRepository<Ticket>>().Load(id);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class TicketSagaDefinition : SagaDefinition<Ticket>
    {
        protected override void ConfigureSaga(
            IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Ticket> sagaConfigurator, IRegistrationContext context) =>
            endpointConfigurator.UseRedisSagaRetry();
    }
}
