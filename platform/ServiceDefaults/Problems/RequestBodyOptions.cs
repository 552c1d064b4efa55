using System.ComponentModel.DataAnnotations;

namespace CodeExec.ServiceDefaults;

/// <summary>How much a client may send in one request.</summary>
public sealed class RequestBodyOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "RequestBody";

    /// <summary>
    /// Largest body, in bytes. 64 KiB to 1 GiB. Default 7 MiB: a source of 1 MiB takes up to six times as much in JSON, where
    /// one byte may be written as <c>\u0001</c>. Set it on the gateway as well when larger sources are allowed.
    /// </summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public long LimitBytes { get; set; } = 7 * 1024 * 1024;
}
