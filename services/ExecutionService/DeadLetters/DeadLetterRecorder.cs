using System.Text.Json;
using CodeExec.Contracts.Executions;
using CodeExec.RunStore;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>Copies a dead run's program out of Redis, where it expires, and keeps both as a letter.</summary>
internal sealed class DeadLetterRecorder(DeadLetterStore letters, RunPayloads payloads, DeadLetterMetrics metrics, TimeProvider clock)
{
    /// <param name="dead">What is told of it.</param>
    /// <param name="submission">What was asked for, wholly or as far as the broker's message has it. Null when that is gone.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer; nothing was recorded.</exception>
    public async Task RecordAsync(DeadRun dead, SubmitExecution? submission, CancellationToken cancellation)
    {
        var known = submission is { } asked && IsThere(asked.Source) ? asked : null;
        var source = await ReadAsync(known?.Source);
        var files = await ReadAsync(known?.Files);
        var stdin = await ReadAsync(known?.Stdin);
        await letters.RecordAsync(
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
                Source = source,
                EntryPoint = known?.EntryPoint,
                Files = files,
                Stdin = stdin,
                Args = known?.Args is { } args ? JsonSerializer.Serialize(args) : null,
                Environment = known?.Environment is { } variables ? JsonSerializer.Serialize(variables.ToDictionary(variable => variable.Name, variable => variable.Value)) : null,
                Lost = LostOf(known, source, files, stdin) is { Length: > 0 } lost ? JsonSerializer.Serialize(lost) : null,
                WallTimeMs = Known((long?)submission?.Limits.WallTime.TotalMilliseconds),
                MemoryBytes = Known(submission?.Limits.MemoryBytes),
                OutputBytes = Known(submission?.Limits.OutputBytes),
                CpuTimeMs = Known((long?)submission?.Limits.CpuTime?.TotalMilliseconds),
                Processes = submission?.Limits.Processes,
                FileBytes = submission?.Limits.FileBytes,
                OpenFiles = submission?.Limits.OpenFiles,
                DiskBytes = submission?.Limits.DiskBytes,
                CpuPercent = submission?.Limits.CpuPercent,
            },
            cancellation);
        metrics.Count(dead.Kind);
    }

    // Of a run that nobody knows any more, files, input, arguments and variables may have been lost too.
    private static string[] LostOf(SubmitExecution? known, byte[]? source, byte[]? files, byte[]? stdin) =>
    [
        .. source is null ? [ReplayField.SourceCode] : Array.Empty<string>(),
        .. files is null && known is not { Files: null } ? [ReplayField.Files] : Array.Empty<string>(),
        .. stdin is null && known is not { Stdin: null } ? [ReplayField.Stdin] : Array.Empty<string>(),
        .. known is null ? [ReplayField.Args, ReplayField.Env] : Array.Empty<string>(),
    ];

    // A payload of neither text nor key stands for one that was lost.
    private static bool IsThere(Payload payload) => payload is not { Text: null, Key: null };

    private async Task<byte[]?> ReadAsync(Payload? payload) => payload is null ? null : (await payloads.ReadAsync(payload))?.ToArray();

    private static long? Known(long? limit) => limit > 0 ? limit : null;
}
