using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunStore;
using MassTransit;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Lets a finished execution leave Redis once the audit and the dead letters have all of it, and not before.</summary>
internal sealed class AuditConfirmation(IRedisSagas<ExecutionSaga> sagas, RunPayloads payloads, RecordedEnds ends)
{
    // The audit has it. Who waited for the end reads its output now and here; later, and from there. What stays longer is memory that
    // the next runs lack (decision record 0022).
    private static readonly TimeSpan OutputStays = TimeSpan.FromSeconds(30);

    // As long as reports and duplicates of its last attempt are usually late; those that are later are told by the audit.
    private static readonly TimeSpan SagaStays = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Lets it go if nothing is left to record. Whoever records one of its ends asks after that, so that the last one finds both.
    /// </summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    /// <exception cref="System.Data.Common.DbException">The database did not answer.</exception>
    public async Task LetGoOnceRecordedAsync(Guid executionId, RunResult? result, CancellationToken cancellation)
    {
        if ((await ends.FindAsync([executionId], cancellation)).Count > 0)
        {
            await LetGoAsync(executionId, result);
        }
    }

    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    public async Task LetGoAsync(Guid executionId, RunResult? result)
    {
        payloads.ForgetInput(executionId);
        await KeepOutputAsync(result, OutputStays);
        await sagas.ExpireAsync(executionId, SagaStays);
    }

    /// <summary>Begins its output's time in Redis anew, and that of its program when a dead letter will need it.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    public async Task HoldAsync(ExecutionSaga ended)
    {
        await KeepOutputAsync(ended.Result, RunPayloads.Lifetime);
        if (ended.CurrentState != ExecutionStatus.Completed)
        {
            foreach (var payload in new[] { ended.Submission.Source, ended.Submission.Files, ended.Submission.Stdin }.OfType<Payload>())
            {
                await payloads.KeepAsync(payload, RunPayloads.Lifetime);
            }
        }
    }

    private Task KeepOutputAsync(RunResult? result, TimeSpan lifetime) => result is null
        ? Task.CompletedTask
        : Task.WhenAll(payloads.KeepAsync(result.Stdout.Content, lifetime), payloads.KeepAsync(result.Stderr.Content, lifetime));
}
