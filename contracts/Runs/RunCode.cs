using CodeExec.Contracts.Executions;

namespace CodeExec.Contracts.Runs;

/// <summary>
/// Asks any runner of a pool to execute one program. Sent by ExecutionService to <c>exchange:run-code</c>, or <c>exchange:run-code.POOL</c>, and
/// by a runner to <c>exchange:run-code-suspect</c>, or that of its pool, when it twice took its runner with it.
/// </summary>
/// <remarks>May be delivered more than once; a repeat with the same <see cref="ExecutionId"/> is the same run.</remarks>
public sealed record RunCode
{
    /// <summary>The execution this run belongs to; also the saga's correlation id.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>Name of the language in the catalogue.</summary>
    public required string Language { get; init; }

    /// <summary>The file that is run or compiled.</summary>
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

    /// <summary>Attempts the run gets in all, 1 to 11. Null: 6.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>True when nobody has been asked for it before, so that it may begin while its claim is being stored. False: somebody may have been.</summary>
    public bool IsFirst { get; init; }
}
