using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.ExecutionService.Lifecycle;
using MassTransit;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>Keeps runs that the broker delivered too often. Their executions go on: the saga's own timers dispatch them again or end them.</summary>
internal sealed class BrokerDeadLetterConsumer(DeadLetterRecorder recorder, ILoadSagaRepository<ExecutionSaga> sagas, TimeProvider clock) : IConsumer<RunCode>
{
    // RabbitMQ, "Dead Letter Exchanges": why it was dead-lettered first, such as delivery_limit.
    private const string ReasonHeader = "x-first-death-reason";

    public async Task Consume(ConsumeContext<RunCode> context)
    {
        var run = context.Message;
        var saga = await sagas.Load(run.ExecutionId);
        var dead = new DeadRun
        {
            LetterId = context.MessageId ?? run.ExecutionId,
            ExecutionId = run.ExecutionId,
            SessionId = saga?.Submission.SessionId,
            Language = run.Language,
            Kind = DeadLetterKind.Broker,
            Reason = $"The broker gave the run up: {context.ReceiveContext.TransportHeaders.Get(ReasonHeader, "unknown")}.",
            Attempts = saga?.Transitions[^1].Attempt ?? 0,
            Transitions = saga?.Transitions,
            DiedAt = clock.GetUtcNow(),
        };
        await recorder.RecordAsync(dead, saga?.Submission ?? Submission(run), context.CancellationToken);
    }

    private static SubmitExecution Submission(RunCode run) => new()
    {
        ExecutionId = run.ExecutionId,
        SessionId = Guid.Empty,
        Language = run.Language,
        Source = run.Source,
        EntryPoint = run.EntryPoint,
        Files = run.Files,
        Stdin = run.Stdin,
        Args = run.Args,
        Environment = run.Environment,
        Limits = run.Limits,
    };
}
