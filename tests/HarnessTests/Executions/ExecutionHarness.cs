using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.Lifecycle;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.HarnessTests.Executions;

/// <summary>The state machine on its own queue of an in-memory bus, and what a test says to it and hears from it.</summary>
public sealed class ExecutionHarness : IAsyncLifetime
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddSingleton(TimeProvider.System)
        .AddSingleton<ExecutionMetrics>()
        .AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddSagaStateMachine<ExecutionStateMachine, ExecutionSaga, ExecutionSagaDefinition>().InMemoryRepository();
            bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
        })
        .BuildServiceProvider(validateScopes: true);

    private readonly BusRecorder _recorder = new();

    private IBusControl Bus => _services.GetRequiredService<IBusControl>();

    public async Task InitializeAsync()
    {
        Bus.ConnectConsumeObserver(_recorder);
        Bus.ConnectSendObserver(_recorder);
        Bus.ConnectPublishObserver(_recorder);
        await Bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Bus.StopAsync();
        await _services.DisposeAsync();
    }

    /// <summary>Sends a message to the saga's queue and waits until it was consumed.</summary>
    public async Task TellAsync<T>(T message)
        where T : class
    {
        var id = NewId.NextGuid();
        var queue = await Bus.GetSendEndpoint(new Uri($"exchange:{Queues.Execution}"));
        await queue.Send(message, context =>
        {
            context.MessageId = id;
            context.ResponseAddress = Bus.Address;
        });
        await _recorder.ConsumedAsync(id);
    }

    /// <summary>The execution's data now. Null when there is none.</summary>
    internal Task<ExecutionSaga?> FindAsync(Guid executionId) =>
        _services.GetRequiredService<ILoadSagaRepository<ExecutionSaga>>().Load(executionId)!;

    /// <summary>Everything that the saga sent, published and answered for an execution, in order.</summary>
    public IReadOnlyList<object> Heard(Guid executionId) =>
        [.. _recorder.Sent.Where(message => message is not (SubmitExecution or CodeRunStarted or CodeRunFinished or CodeRunFaulted) && IdOf(message) == executionId)];

    public static SubmitExecution Submission(Guid executionId, string language = "python") => new()
    {
        ExecutionId = executionId,
        SessionId = new Guid("5e551011-0000-4000-8000-000000000001"),
        Language = language,
        Source = new Payload { Text = "print(1)", LengthBytes = 8 },
        Args = ["-v"],
        Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(10), MemoryBytes = 1 << 28, OutputBytes = 1 << 20 },
    };

    public static CodeRunStarted Started(Guid executionId, int attempt = 1) => new()
    {
        ExecutionId = executionId,
        Attempt = attempt,
        Runner = $"runner-{attempt}",
        StartedAt = Noon.AddSeconds(attempt),
    };

    public static CodeRunFinished Finished(Guid executionId, string termination = Termination.Exited, int attempt = 1) => new()
    {
        ExecutionId = executionId,
        Attempt = attempt,
        Runner = $"runner-{attempt}",
        StartedAt = Noon.AddSeconds(attempt),
        FinishedAt = Noon.AddSeconds(attempt + 0.5),
        Result = new RunResult
        {
            Termination = termination,
            ExitCode = termination == Termination.Exited ? 0 : null,
            Stdout = Stream("1\n"),
            Stderr = Stream(""),
            WallTime = TimeSpan.FromSeconds(0.5),
        },
    };

    public static CodeRunFaulted Faulted(Guid executionId, int attempt = 1) => new()
    {
        ExecutionId = executionId,
        Attempt = attempt,
        Runner = $"runner-{attempt}",
        FaultedAt = Noon.AddSeconds(attempt),
        Reason = $"fault {attempt}",
    };

    private static OutputStream Stream(string text) => new()
    {
        Content = new Payload { Text = text, LengthBytes = text.Length },
        Truncated = false,
        SeenBytes = text.Length,
    };

    private static Guid? IdOf(object message) => (Guid?)message.GetType().GetProperty("ExecutionId")?.GetValue(message);
}
