using CodeExec.Contracts.Executions;
using MassTransit;

namespace CodeExec.SessionService.LastRun;

/// <summary>
/// Keeps the last run of a session. Listens to the ends alone: each carries all transitions, and three messages a run would
/// cost more than knowing that it is QUEUED is worth.
/// </summary>
internal sealed class RecordLastRunConsumer(LastRunWriter lastRuns) : IConsumer<ExecutionCompleted>, IConsumer<ExecutionFailed>, IConsumer<ExecutionTimedOut>
{
    public Task Consume(ConsumeContext<ExecutionCompleted> context) =>
        RecordAsync(context, context.Message.SessionId, context.Message.ExecutionId, context.Message.Transitions);

    public Task Consume(ConsumeContext<ExecutionFailed> context) =>
        RecordAsync(context, context.Message.SessionId, context.Message.ExecutionId, context.Message.Transitions);

    public Task Consume(ConsumeContext<ExecutionTimedOut> context) =>
        RecordAsync(context, context.Message.SessionId, context.Message.ExecutionId, context.Message.Transitions);

    private Task RecordAsync(ConsumeContext context, Guid session, Guid execution, IReadOnlyList<ExecutionTransition> transitions) =>
        lastRuns.WriteAsync(LastRunRecord.Of(session, execution, transitions), context.CancellationToken);
}
