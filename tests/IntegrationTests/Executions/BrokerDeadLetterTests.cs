using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace CodeExec.IntegrationTests.Executions;

/// <summary>The backstop behind the counting of attempts, on a real broker.</summary>
public sealed class BrokerDeadLetterTests(BrokerDeadLetterTests.Host host) : IClassFixture<BrokerDeadLetterTests.Host>
{
    [Fact]
    public async Task A_message_that_was_delivered_too_often_becomes_a_dead_letter()
    {
        var message = Guid.NewGuid();
        var queue = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{Queues.RunCode}"));
        await queue.Send(
            new RunCode
            {
                ExecutionId = Guid.NewGuid(),
                Language = "python",
                Source = new Payload { Text = "print(7)", LengthBytes = 8 },
                Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(1), MemoryBytes = 1 << 26, OutputBytes = 4096 },
            },
            context => context.MessageId = message);

        await using var connection = await new ConnectionFactory { HostName = "127.0.0.1", Port = host.Broker.Port }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var deliveries = 0; deliveries < 21;)
        {
            if (await channel.BasicGetAsync(Queues.RunCode, autoAck: false) is { } delivery)
            {
                deliveries++;
                await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true);
            }

            await pause.WaitForNextTickAsync();
        }

        var letter = await ExecutionServiceHost.GetUntilAsync(host.Management, $"/dead-letters/{message}", answer => answer.ContainsKey("kind"));
        letter["kind"]!.GetValue<string>().Should().Be("broker");
        letter["reason"]!.GetValue<string>().Should().Be("The broker gave the run up: delivery_limit.");
        letter["message"]!["source_code"]!.GetValue<string>().Should().Be("print(7)");
    }

    public sealed class Host : ExecutionServiceHost
    {
        public RabbitMqServer Broker { get; } = new();

        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?> { ["MessageBus:Transport"] = "RabbitMq", ["MessageBus:Port"] = $"{Broker.Port}" };

        public override async Task InitializeAsync()
        {
            await Broker.InitializeAsync();
            await base.InitializeAsync();
            await ((IBusControl)Services.GetRequiredService<IBus>()).WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60));
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Broker.DisposeAsync();
        }
    }
}
