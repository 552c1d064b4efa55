namespace CodeExec.SessionService.Runs;

/// <summary>What a client may say about a run. All of it may be left out.</summary>
internal sealed record RunInput
{
    /// <summary>Standard input. Empty when left out.</summary>
    public string? Stdin { get; init; }

    /// <summary>Command-line arguments after the program's name.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Limits of this run, below the deployment's own.</summary>
    public RunInputLimits? Limits { get; init; }
}

/// <summary>Limits of one run. What is left out has the deployment's default; GET /limits tells both and the maximums.</summary>
internal sealed record RunInputLimits
{
    /// <summary>Wall-clock time, compilation excluded, in milliseconds.</summary>
    public long? WallTimeMs { get; init; }

    /// <summary>Memory of the program and its children together, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Bytes kept of each output stream.</summary>
    public long? OutputBytes { get; init; }
}
