namespace CodeExec.Gateway.ApiKeys;

/// <summary>One entry of the file of keys.</summary>
internal sealed record ApiKey
{
    /// <summary>Who uses it, 1 to 100 characters. Several keys may have the same. Its sessions and executions belong to this name for good.</summary>
    public required string Tenant { get; init; }

    /// <summary>SHA-256 of the key as 64 hexadecimal digits. The key itself is kept nowhere.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Requests a minute with this key, through one gateway. 1 to 1000000. Default 600; a burst of as many is let through.</summary>
    public int RequestsPerMinute { get; init; } = 600;

    /// <summary>Runs of this tenant that wait or run at once. 1 to 1000000. Default 100.</summary>
    public int QueuedRuns { get; init; } = 100;
}

/// <summary>The file of keys.</summary>
internal sealed record ApiKeyList
{
    /// <summary>Each key once.</summary>
    public required IReadOnlyList<ApiKey> Keys { get; init; }
}
