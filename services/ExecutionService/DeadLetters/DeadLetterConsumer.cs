using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.Lifecycle;
using MassTransit;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>Keeps runs that the service gave up and those that reached their time limit. Events do not carry the program; the saga does.</summary>
internal sealed class DeadLetterConsumer(
    DeadLetterStore letters, DeadLetterRecorder recorder, ILoadSagaRepository<ExecutionSaga> sagas, AuditConfirmation confirmation) :
    IConsumer<ExecutionFailed>,
    IConsumer<ExecutionTimedOut>
{
    public Task Consume(ConsumeContext<ExecutionFailed> context)
    {
        var failed = context.Message;
        return KeepAsync(
            new DeadRun
            {
                LetterId = failed.ExecutionId,
                ExecutionId = failed.ExecutionId,
                SessionId = failed.SessionId,
                Language = failed.Language,
                Kind = DeadLetterKind.Failed,
                Reason = failed.Reason,
                Attempts = failed.Attempts,
                Transitions = failed.Transitions,
                DiedAt = failed.Transitions[^1].At,
            },
            result: null,
            context.CancellationToken);
    }

    public Task Consume(ConsumeContext<ExecutionTimedOut> context)
    {
        var (late, end) = (context.Message, context.Message.Transitions[^1]);
        return KeepAsync(
            new DeadRun
            {
                LetterId = late.ExecutionId,
                ExecutionId = late.ExecutionId,
                SessionId = late.SessionId,
                Language = late.Language,
                Kind = DeadLetterKind.Timeout,
                Reason = end.Reason ?? "The program reached its time limit.",
                Attempts = end.Attempt ?? 0,
                Transitions = late.Transitions,
                DiedAt = end.At,
            },
            late.Result,
            context.CancellationToken);
    }

    private async Task KeepAsync(DeadRun dead, RunResult? result, CancellationToken cancellation)
    {
        if (!await letters.ExistsAsync(dead.LetterId, cancellation))
        {
            await recorder.RecordAsync(dead, (await sagas.Load(dead.ExecutionId))?.Submission, cancellation);
        }

        await confirmation.LetGoOnceRecordedAsync(dead.ExecutionId, result, cancellation);
    }
}
