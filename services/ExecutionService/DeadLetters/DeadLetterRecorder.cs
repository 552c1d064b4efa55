using System.Text.Json;
using CodeExec.Contracts.Executions;
using CodeExec.RunStore;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>Copies a dead run's program out of Redis, where it expires, and keeps both as a letter.</summary>
internal sealed class DeadLetterRecorder(DeadLetterStore letters, RunPayloads payloads, TimeProvider clock)
{
    /// <param name="dead">What is told of it.</param>
    /// <param name="submission">What was asked for, wholly or as far as the broker's message has it. Null when that is gone.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer; nothing was recorded.</exception>
    public async Task RecordAsync(DeadRun dead, SubmitExecution? submission, CancellationToken cancellation) => await letters.RecordAsync(
        new DeadLetter
        {
            Id = dead.LetterId,
            ExecutionId = dead.ExecutionId,
            SessionId = dead.SessionId,
            Language = dead.Language,
            Kind = dead.Kind,
            Reason = dead.Reason,
            Attempts = dead.Attempts,
            Transitions = dead.Transitions is null ? null : JsonSerializer.Serialize(dead.Transitions),
            DiedAt = dead.DiedAt.ToUniversalTime(),
            RecordedAt = clock.GetUtcNow(),
            ReplayOf = submission?.ReplayOf,
            Source = await ReadAsync(submission?.Source),
            Stdin = await ReadAsync(submission?.Stdin),
            Args = submission?.Args is { } args ? JsonSerializer.Serialize(args) : null,
            WallTimeMs = Known((long?)submission?.Limits.WallTime.TotalMilliseconds),
            MemoryBytes = Known(submission?.Limits.MemoryBytes),
            OutputBytes = Known(submission?.Limits.OutputBytes),
        },
        cancellation);

    // A payload of neither text nor key stands for one that was lost.
    private async Task<byte[]?> ReadAsync(Payload? payload) =>
        payload is null or { Text: null, Key: null } ? null : (await payloads.ReadAsync(payload))?.ToArray();

    private static long? Known(long? limit) => limit > 0 ? limit : null;
}
