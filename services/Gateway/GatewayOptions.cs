using System.ComponentModel.DataAnnotations;

namespace CodeExec.Gateway;

/// <summary>Where the services are that the gateway passes requests on to.</summary>
public sealed class GatewayOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Gateway";

    /// <summary>Addresses of SessionService, separated by semicolons. Default <c>http://127.0.0.1:8082</c>.</summary>
    [Required]
    public string Sessions { get; set; } = "http://127.0.0.1:8082";

    /// <summary>Addresses of ExecutionService, separated by semicolons. Default <c>http://127.0.0.1:8084</c>.</summary>
    [Required]
    public string Executions { get; set; } = "http://127.0.0.1:8084";

    /// <summary>
    /// How long a service may be silent while it answers. 5 s to 10 min. Default 45 s, longer than the 30 s that
    /// <c>Prefer: wait</c> may take.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(45);

    internal static IEnumerable<string> Split(string addresses) =>
        addresses.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal static bool AreUrls(string addresses) => Split(addresses).Any() && Split(addresses).All(address =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https");
}
