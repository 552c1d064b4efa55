namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>A row of <c>dead_letters</c>: a run that did not come to its own end, with all that is needed to run it again.</summary>
internal sealed class DeadLetter
{
    /// <summary>Order of recording; pages follow it.</summary>
    public long Number { get; init; }

    /// <summary>The execution's id for what the service gave up; the message's for what the broker gave up.</summary>
    public required Guid Id { get; init; }

    public required Guid ExecutionId { get; init; }

    /// <summary>Null when only the broker knows the run.</summary>
    public Guid? SessionId { get; init; }

    public required string Language { get; init; }

    /// <summary>One of <see cref="DeadLetterKind"/>.</summary>
    public required string Kind { get; init; }

    public required string Reason { get; init; }

    public required int Attempts { get; init; }

    /// <summary>The changes of status with runners and times, as JSON; null when they are not known.</summary>
    public string? Transitions { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset DiedAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The execution that this one was a replay of.</summary>
    public Guid? ReplayOf { get; init; }

    /// <summary>Null when it was gone before it could be copied, or the letter was deleted.</summary>
    public byte[]? Source { get; init; }

    /// <summary>What the source's file is called. Null: as the language calls its main file.</summary>
    public string? EntryPoint { get; init; }

    /// <summary>The files beside it, as <see cref="RunStore.RunFiles"/> writes them.</summary>
    public byte[]? Files { get; init; }

    public byte[]? Stdin { get; init; }

    /// <summary>JSON array.</summary>
    public string? Args { get; init; }

    /// <summary>JSON object.</summary>
    public string? Environment { get; init; }

    /// <summary>
    /// JSON array of what the run was asked with, or may have been, and was gone before it could be copied: names of
    /// <see cref="ReplayInput"/>. Null when all is here: then what is null was not asked with.
    /// </summary>
    public string? Lost { get; init; }

    public long? WallTimeMs { get; init; }

    public long? MemoryBytes { get; init; }

    public long? OutputBytes { get; init; }

    public long? CpuTimeMs { get; init; }

    public int? Processes { get; init; }

    public long? FileBytes { get; init; }

    public int? OpenFiles { get; init; }

    public long? DiskBytes { get; init; }

    public int? CpuPercent { get; init; }

    /// <summary>Set instead of removing the row, so that a late event does not bring the letter back.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>Who gave the run up, and why.</summary>
internal static class DeadLetterKind
{
    /// <summary>The service: all attempts used up, or not started in time.</summary>
    public const string Failed = "failed";

    /// <summary>The program reached its time limit.</summary>
    public const string Timeout = "timeout";

    /// <summary>The broker: delivered too often.</summary>
    public const string Broker = "broker";

    public static bool IsKnown(string kind) => kind is Failed or Timeout or Broker;
}
