using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunStore;
using MassTransit;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Lets a finished execution leave Redis once the audit has all of it, and not before.</summary>
internal sealed class AuditConfirmation(IRedisSagas<ExecutionSaga> sagas, RunPayloads payloads)
{
    // The audit has it; this long it is still read without asking there.
    private static readonly TimeSpan OutputStays = TimeSpan.FromHours(1);

    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    public async Task LetGoAsync(Guid executionId, RunResult? result)
    {
        await KeepOutputAsync(result, OutputStays);
        // As long as an Idempotency-Key can bring the same id again: without its saga it would run again.
        await sagas.ExpireAsync(executionId, RunPayloads.Lifetime);
    }

    /// <summary>Begins the output's time in Redis anew.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    public Task HoldAsync(RunResult? result) => KeepOutputAsync(result, RunPayloads.Lifetime);

    private Task KeepOutputAsync(RunResult? result, TimeSpan lifetime) => result is null
        ? Task.CompletedTask
        : Task.WhenAll(payloads.KeepAsync(result.Stdout.Content, lifetime), payloads.KeepAsync(result.Stderr.Content, lifetime));
}
