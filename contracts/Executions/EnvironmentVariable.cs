namespace CodeExec.Contracts.Executions;

/// <summary>A variable that a program finds in its environment.</summary>
public sealed record EnvironmentVariable
{
    /// <summary>1 to 64 of <c>A-Z</c>, <c>0-9</c> and <c>_</c>, beginning with a letter.</summary>
    public required string Name { get; init; }

    /// <summary>Anything without U+0000.</summary>
    public required string Value { get; init; }
}
