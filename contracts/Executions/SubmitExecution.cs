namespace CodeExec.Contracts.Executions;

/// <summary>
/// Asks ExecutionService to accept one run. Sent as a request by SessionService, and by ExecutionService for the replay of a
/// dead letter; answered by <see cref="ExecutionAccepted"/> once the execution is durably QUEUED.
/// </summary>
/// <remarks>A repeat with the same <see cref="ExecutionId"/> is the same execution and gets the same answer.</remarks>
public sealed record SubmitExecution
{
    /// <summary>Chosen by the sender; random (UUID v4), because it is also the secret that reads the result.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>The code session it was asked from.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Name of the language in the catalogue, such as <c>python</c>.</summary>
    public required string Language { get; init; }

    /// <summary>
    /// The file that is run or compiled, as it was when the run was asked for; at most 1 MiB together with <see cref="Files"/> unless configured.
    /// </summary>
    public required Payload Source { get; init; }

    /// <summary>What that file is called, relative, at most 255 bytes. Null: as the language calls its main file.</summary>
    public string? EntryPoint { get; init; }

    /// <summary>The files beside it: a JSON array of <c>{"name", "content"}</c> in UTF-8, at most 100. Null means none.</summary>
    public Payload? Files { get; init; }

    /// <summary>Standard input. Null means empty.</summary>
    public Payload? Stdin { get; init; }

    /// <summary>Command-line arguments after the program's name. Null means none.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Environment variables of the program beside the language's own. Null means none.</summary>
    public IReadOnlyList<EnvironmentVariable>? Environment { get; init; }

    /// <summary>What the run may use.</summary>
    public required RunLimits Limits { get; init; }

    /// <summary>The execution whose dead letter this one replays. Null for an ordinary run.</summary>
    public Guid? ReplayOf { get; init; }

    /// <summary>
    /// True when this id may have been submitted before, as long ago as an Idempotency-Key is known: what has ended meanwhile is then
    /// not run again, even if nothing but the audit remembers it.
    /// </summary>
    public bool IsRepeat { get; init; }
}
