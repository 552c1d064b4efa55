using System.ComponentModel.DataAnnotations;

namespace CodeExec.Gateway.ApiKeys;

/// <summary>Who may use the API.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "ApiKeys";

    /// <summary>
    /// Path of a JSON file, at most 4 MiB, with the SHA-256 of each key, its tenant and what that may use: see docs/operations.md. A change
    /// counts within <see cref="ReloadInterval"/>. Default: none, and then every client is served, which is refused beyond loopback
    /// unless <c>Exposure:AllowUnauthenticated</c> is set.
    /// </summary>
    public string? File { get; set; }

    /// <summary>How often the file is looked at. 1 s to 1 h. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(5);
}
