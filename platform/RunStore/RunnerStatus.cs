namespace CodeExec.RunStore;

/// <summary>What a runner process says of itself, renewed every few seconds.</summary>
public sealed record RunnerStatus
{
    /// <summary>Name of the runner process, unique among those alive.</summary>
    public required string Runner { get; init; }

    /// <summary>Programs it runs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>The sandbox driver, such as <c>bubblewrap</c>.</summary>
    public required string Isolation { get; init; }

    /// <summary>Limits that are really enforced here, such as <c>wall</c>, <c>memory</c>, <c>output</c>, each with how.</summary>
    public required IReadOnlyDictionary<string, string> EnforcedLimits { get; init; }

    /// <summary>Every language of the catalogue by name, as it was found on this runner.</summary>
    public required IReadOnlyDictionary<string, LanguageStatus> Languages { get; init; }
}

/// <summary>Whether a runner can run a language.</summary>
public sealed record LanguageStatus
{
    /// <summary>Version as the toolchain itself says it. Null when it is missing.</summary>
    public string? Version { get; init; }

    /// <summary>What to install, when it is missing. Null when it is there.</summary>
    public string? Missing { get; init; }
}
