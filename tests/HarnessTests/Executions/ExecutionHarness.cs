using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunStore;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CodeExec.HarnessTests.Executions;

/// <summary>The state machine on its own queue of an in-memory bus, and what a test says to it and hears from it.</summary>
public sealed class ExecutionHarness : IAsyncLifetime
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly BusRecorder _recorder = new();
    private readonly ServiceProvider _services;

    public ExecutionHarness() : this(new ExecutionOptions())
    {
    }

    internal ExecutionHarness(ExecutionOptions options) => _services = new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddSingleton(TimeProvider.System)
        .AddSingleton<ExecutionMetrics>()
        .AddSingleton<ScriptedAttempts>()
        .AddSingleton<IRunAttempts>(services => services.GetRequiredService<ScriptedAttempts>())
        .AddSingleton<IPastExecutions, NoPast>()
        .AddSingleton(Options.Create(options))
        .AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddSagaStateMachine<ExecutionStateMachine, ExecutionSaga, ExecutionSagaDefinition>().InMemoryRepository();
            bus.UsingInMemory((context, transport) =>
            {
                // Nobody is there: no timer fires but those that a test tells.
                transport.UseMessageScheduler(new Uri("exchange:nobody"));
                transport.ConfigureEndpoints(context);
            });
        })
        .BuildServiceProvider(validateScopes: true);

    /// <summary>What the saga finds when it asks for claims.</summary>
    internal ScriptedAttempts Attempts => _services.GetRequiredService<ScriptedAttempts>();

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

    /// <summary>Everything that the saga sent, published, scheduled and answered for an execution, in order.</summary>
    public IReadOnlyList<object> Heard(Guid executionId) =>
        [.. _recorder.Sent(executionId).Where(message => message is not (SubmitExecution or CodeRunStarted or CodeRunFinished or CodeRunFaulted
            or ExecutionLost or QueueTimeExpired or LeaseCheckDue or BackOffEnded))];

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

    internal static ExecutionLost Lost(Guid executionId) => new()
    {
        ExecutionId = executionId,
        SessionId = new Guid("5e551011-0000-4000-8000-000000000001"),
        Language = "python",
        Transitions =
        [
            new ExecutionTransition { Seq = 1, Status = ExecutionStatus.Queued, At = Noon },
            new ExecutionTransition { Seq = 2, Status = ExecutionStatus.Running, At = Noon.AddSeconds(1), Attempt = 1, Runner = "runner-1" },
        ],
    };

    private static OutputStream Stream(string text) => new()
    {
        Content = new Payload { Text = text, LengthBytes = text.Length },
        Truncated = false,
        SeenBytes = text.Length,
    };

    private sealed class NoPast : IPastExecutions
    {
        public Task<string?> FindEndAsync(Guid executionId, CancellationToken cancellation) => Task.FromResult<string?>(null);
    }
}
