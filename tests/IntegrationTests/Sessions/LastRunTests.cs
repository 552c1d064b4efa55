using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.Contracts.Executions;
using CodeExec.SessionService.LastRun;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.IntegrationTests.Sessions;

[Collection(nameof(SessionHost))]
public sealed class LastRunTests(SessionHost host)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_run_asked_for_last_stays_whatever_arrives_after_it()
    {
        var session = await host.NewSessionAsync();
        var (early, late) = (Failed(session, Noon), Failed(session, Noon.AddSeconds(1)));

        foreach (var message in new[] { late, early, late })
        {
            await RecordAsync(message);
        }

        var run = (await host.Http.GetFromJsonAsync<JsonElement>($"code-sessions/{session}")).GetProperty("last_run");
        run.GetProperty("execution_id").GetGuid().Should().Be(late.ExecutionId);
        run.GetProperty("status").GetString().Should().Be("FAILED");
        run.GetProperty("at").GetDateTimeOffset().Should().Be(Noon.AddSeconds(6));
    }

    [Fact]
    public async Task Of_runs_that_end_together_each_session_keeps_its_own_last_one()
    {
        var (one, other) = (await host.NewSessionAsync(), await host.NewSessionAsync());
        var (early, late, another) = (Failed(one, Noon), Failed(one, Noon.AddSeconds(1)), Failed(other, Noon));

        await RecordAsync(early, late, another, early);

        (await LastRunOfAsync(one)).Should().Be(late.ExecutionId);
        (await LastRunOfAsync(other)).Should().Be(another.ExecutionId);
    }

    [Fact]
    public async Task An_event_reaches_the_session_through_the_bus()
    {
        var session = await host.NewSessionAsync();
        var observer = new ConsumedObserver();
        var bus = host.Services.GetRequiredService<IBus>();
        using var _ = bus.ConnectReceiveObserver(observer);

        var message = Failed(session, Noon);
        await bus.Publish(message);
        await observer.ConsumedAsync();

        (await LastRunOfAsync(session)).Should().Be(message.ExecutionId);
    }

    [Fact]
    public void An_event_waits_for_its_database_however_long_that_is_away()
    {
        var bus = host.Services.GetRequiredService<IBusControl>();

        var description = JsonSerializer.Serialize(bus.GetProbeResult());

        description.Should().MatchRegex($$"""
            "limit":{{int.MaxValue}},"min":200,"max":30000,[^{}]*\}\},"consumer":\{"type":"[A-Za-z.]*RecordLastRunConsumer"
            """);
    }

    private Task RecordAsync(params ExecutionFailed[] messages) =>
        host.Services.GetRequiredService<LastRunStore>().RecordAsync([.. messages.Select(Record)], CancellationToken.None);

    private static LastRunRecord Record(ExecutionFailed message) => LastRunRecord.Of(message.SessionId, message.ExecutionId, message.Transitions);

    private async Task<Guid> LastRunOfAsync(Guid session) =>
        (await host.Http.GetFromJsonAsync<JsonElement>($"code-sessions/{session}")).GetProperty("last_run").GetProperty("execution_id").GetGuid();

    private static ExecutionFailed Failed(Guid session, DateTimeOffset queuedAt) => new()
    {
        ExecutionId = Guid.NewGuid(),
        SessionId = session,
        Language = "python",
        Seq = 2,
        Transitions =
        [
            new() { Seq = 1, Status = ExecutionStatus.Queued, At = queuedAt },
            new() { Seq = 2, Status = ExecutionStatus.Failed, At = queuedAt.AddSeconds(5) },
        ],
        Reason = "test",
        Attempts = 0,
    };

    private sealed class ConsumedObserver : IReceiveObserver
    {
        private readonly TaskCompletionSource<Guid> _consumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Guid> ConsumedAsync() => _consumed.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class
        {
            if (context.Message is ExecutionFailed failed)
            {
                _consumed.TrySetResult(failed.ExecutionId);
            }

            return Task.CompletedTask;
        }

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class
        {
            _consumed.TrySetException(exception);
            return Task.CompletedTask;
        }

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
    }
}
