using CodeExec.Contracts.Executions;
using CodeExec.SessionService.Schema;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.LastRun;

/// <summary>
/// Keeps the last run of a session. Listens to the ends alone: each carries all transitions, and three messages a run would
/// cost more than knowing that it is QUEUED is worth.
/// </summary>
internal sealed class RecordLastRunConsumer(IDbContextFactory<SessionDbContext> contexts)
    : IConsumer<ExecutionCompleted>, IConsumer<ExecutionFailed>, IConsumer<ExecutionTimedOut>
{
    public Task Consume(ConsumeContext<ExecutionCompleted> context) =>
        RecordAsync(context.Message.SessionId, context.Message.ExecutionId, context.Message.Transitions, context.CancellationToken);

    public Task Consume(ConsumeContext<ExecutionFailed> context) =>
        RecordAsync(context.Message.SessionId, context.Message.ExecutionId, context.Message.Transitions, context.CancellationToken);

    public Task Consume(ConsumeContext<ExecutionTimedOut> context) =>
        RecordAsync(context.Message.SessionId, context.Message.ExecutionId, context.Message.Transitions, context.CancellationToken);

    // One statement: an event that comes twice, or after that of a later run, changes nothing.
    internal async Task RecordAsync(Guid session, Guid execution, IReadOnlyList<ExecutionTransition> transitions, CancellationToken cancellation)
    {
        var (status, queuedAt, endedAt) = (transitions[^1].Status, transitions[0].At.ToUniversalTime(), transitions[^1].At.ToUniversalTime());
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO last_runs AS known (session_id, execution_id, status, queued_at, ended_at)
            VALUES ({session}, {execution}, {status}, {queuedAt}, {endedAt})
            ON CONFLICT (session_id) DO UPDATE SET execution_id = excluded.execution_id, status = excluded.status,
                queued_at = excluded.queued_at, ended_at = excluded.ended_at
            WHERE excluded.queued_at > known.queued_at
            """,
            cancellation);
    }
}
