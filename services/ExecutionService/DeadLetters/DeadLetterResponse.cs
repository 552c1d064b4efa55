using System.Linq.Expressions;
using System.Text;
using System.Text.Json;
using CodeExec.Contracts.Executions;
using CodeExec.RunStore;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>A dead letter without its program.</summary>
internal record DeadLetterSummary
{
    public required Guid Id { get; init; }

    public required Guid ExecutionId { get; init; }

    public Guid? SessionId { get; init; }

    public required string Language { get; init; }

    /// <summary>failed, timeout or broker.</summary>
    public required string Kind { get; init; }

    /// <summary>Why, as a sentence for people.</summary>
    public required string Reason { get; init; }

    public required int Attempts { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset DiedAt { get; init; }

    /// <summary>The execution that this one was a replay of.</summary>
    public Guid? ReplayOf { get; init; }

    /// <summary>Place in the order of recording: where the next page begins.</summary>
    public required long Number { get; init; }

    public static Expression<Func<DeadLetter, DeadLetterSummary>> FromRow { get; } = row => new DeadLetterSummary
    {
        Id = row.Id,
        ExecutionId = row.ExecutionId,
        SessionId = row.SessionId,
        Language = row.Language,
        Kind = row.Kind,
        Reason = row.Reason,
        Attempts = row.Attempts,
        DiedAt = row.DiedAt,
        ReplayOf = row.ReplayOf,
        Number = row.Number,
    };
}

/// <summary>A page of dead letters, the latest first.</summary>
internal sealed record DeadLetterPage
{
    public required IReadOnlyList<DeadLetterSummary> DeadLetters { get; init; }

    /// <summary>Value of <c>before</c> for the next page. Left out on the last one.</summary>
    public long? NextBefore { get; init; }
}

/// <summary>A dead letter with its program.</summary>
internal sealed record DeadLetterResponse : DeadLetterSummary
{
    /// <summary>Changes of status with attempts, runners and times; empty when they are not known.</summary>
    public required IReadOnlyList<ExecutionTransition> Transitions { get; init; }

    /// <summary>What was asked to run.</summary>
    public required DeadLetterMessage Message { get; init; }

    /// <summary>Executions begun from this letter, the earliest first.</summary>
    public required IReadOnlyList<DeadLetterReplayed> Replays { get; init; }

    public static DeadLetterResponse From(DeadLetter row, IEnumerable<DeadLetterReplay> replays) => new()
    {
        Id = row.Id,
        ExecutionId = row.ExecutionId,
        SessionId = row.SessionId,
        Language = row.Language,
        Kind = row.Kind,
        Reason = row.Reason,
        Attempts = row.Attempts,
        DiedAt = row.DiedAt,
        ReplayOf = row.ReplayOf,
        Number = row.Number,
        Transitions = row.Transitions is null ? [] : JsonSerializer.Deserialize<ExecutionTransition[]>(row.Transitions)!,
        Message = new DeadLetterMessage
        {
            SourceCode = row.Source is null ? null : Encoding.UTF8.GetString(row.Source),
            EntryPoint = row.EntryPoint,
            Files = row.Files is null ? null : RunFiles.Read(row.Files),
            Stdin = row.Stdin is null ? null : Encoding.UTF8.GetString(row.Stdin),
            Args = row.Args is null ? null : JsonSerializer.Deserialize<string[]>(row.Args),
            Env = row.Environment is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(row.Environment),
            Lost = row.Lost is null ? null : JsonSerializer.Deserialize<string[]>(row.Lost),
            Limits = new ReplayLimits
            {
                WallTimeMs = row.WallTimeMs,
                MemoryBytes = row.MemoryBytes,
                OutputBytes = row.OutputBytes,
                CpuTimeMs = row.CpuTimeMs,
                Processes = row.Processes,
                FileBytes = row.FileBytes,
                OpenFiles = row.OpenFiles,
                DiskBytes = row.DiskBytes,
                CpuPercent = row.CpuPercent,
            },
        },
        Replays = [.. replays.Select(replay => new DeadLetterReplayed { ExecutionId = replay.ExecutionId, CreatedAt = replay.CreatedAt })],
    };
}

/// <summary>What a dead run was asked with.</summary>
internal sealed record DeadLetterMessage
{
    /// <summary>Left out when it was gone before it could be copied; a replay must bring its own.</summary>
    public string? SourceCode { get; init; }

    /// <summary>What the file with that source is called. Left out when it is called as the language calls its main file.</summary>
    public string? EntryPoint { get; init; }

    public IReadOnlyList<RunFile>? Files { get; init; }

    public string? Stdin { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Which of these were gone before they could be copied. A replay must bring its own.</summary>
    public IReadOnlyList<string>? Lost { get; init; }

    public required ReplayLimits Limits { get; init; }
}

/// <summary>An execution begun from a letter.</summary>
internal sealed record DeadLetterReplayed
{
    public required Guid ExecutionId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
