using CodeExec.Contracts;
using CodeExec.EndToEndTests.Services;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class DuplicateFaults(Servers servers)
{
    private static readonly string[] Doubled = [Queues.Execution, Queues.RunCode, "audit", "record-last-run", "dead-letters"];

    [Fact]
    public async Task Every_message_delivered_twice_changes_no_result()
    {
        var runs = Scale.Of(Scale.FewRuns, 500);
        await using var system = await FaultySystem.StartAsync(servers, new Replicas(Executions: 2, Runners: 2));
        await using var connection = await new ConnectionFactory { HostName = "127.0.0.1", Port = servers.RabbitMq.Port }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var doubled = 0;
        foreach (var queue in Doubled)
        {
            await DoubleAsync(channel, queue, () => Interlocked.Increment(ref doubled));
        }

        await system.SubmitAsync(await system.CreateSessionAsync(seconds: 0.1), runs);

        await system.AllEndAsync(TimeSpan.FromSeconds(240));
        await system.HoldsAsync();
        system.CountOf("COMPLETED").Should().Be(runs);
        (await system.DuplicatesInAuditAsync()).Should().Be(0);
        // Asked for, dispatched, started, ended; queued, started and ended told to the audit.
        doubled.Should().BeGreaterThanOrEqualTo(7 * runs);
        FaultReport.Row("every message delivered twice", runs, $"{doubled:N0} messages doubled; all COMPLETED, each once");
    }

    // A copy of all that the exchange gets comes to us, and goes to the queue itself, past the exchange.
    private static async Task DoubleAsync(IChannel channel, string queue, Action count)
    {
        var copies = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(copies, exchange: queue, routingKey: "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            await channel.BasicPublishAsync("", queue, mandatory: false, new BasicProperties(message.BasicProperties), message.Body);
            count();
        };
        await channel.BasicConsumeAsync(copies, autoAck: true, consumer);
    }
}
