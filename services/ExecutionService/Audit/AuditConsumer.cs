using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Executions;
using CodeExec.RunStore;
using MassTransit;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Records every lifecycle event with its output. A message is acknowledged after the commit that holds it.</summary>
internal sealed class AuditConsumer(AuditWriter audit, AuditConfirmation confirmation, RunPayloads payloads, AuditMetrics metrics, TimeProvider clock) :
    IConsumer<ExecutionQueued>,
    IConsumer<ExecutionStarted>,
    IConsumer<ExecutionCompleted>,
    IConsumer<ExecutionTimedOut>,
    IConsumer<ExecutionFailed>
{
    public Task Consume(ConsumeContext<ExecutionQueued> context) =>
        RecordAsync(context, context.Message.ExecutionId, context.Message.SessionId, context.Message.Language, context.Message.Transitions);

    public Task Consume(ConsumeContext<ExecutionStarted> context) =>
        RecordAsync(context, context.Message.ExecutionId, context.Message.SessionId, context.Message.Language, context.Message.Transitions);

    public Task Consume(ConsumeContext<ExecutionCompleted> context) =>
        RecordAsync(context, context.Message.ExecutionId, context.Message.SessionId, context.Message.Language, context.Message.Transitions, context.Message.Result);

    public Task Consume(ConsumeContext<ExecutionTimedOut> context) =>
        RecordAsync(context, context.Message.ExecutionId, context.Message.SessionId, context.Message.Language, context.Message.Transitions, context.Message.Result);

    public Task Consume(ConsumeContext<ExecutionFailed> context) =>
        RecordAsync(context, context.Message.ExecutionId, context.Message.SessionId, context.Message.Language, context.Message.Transitions);

    private async Task RecordAsync(
        ConsumeContext context, Guid executionId, Guid sessionId, string language, IReadOnlyList<ExecutionTransition> transitions, RunResult? result = null)
    {
        var execution = new ExecutionSnapshot
        {
            ExecutionId = executionId,
            SessionId = sessionId,
            Language = language,
            Transitions = transitions,
            Result = result,
        };
        await audit.WriteAsync(await execution.WithOutputAsync(payloads), context.CancellationToken);
        metrics.Recorded(clock.GetUtcNow() - execution.Latest.At);
        if (execution.Latest.Status == ExecutionStatus.Completed)
        {
            await confirmation.LetGoAsync(executionId, result);
        }
        else if (execution.IsFinished)
        {
            await confirmation.LetGoOnceRecordedAsync(executionId, result, context.CancellationToken);
        }
    }
}
