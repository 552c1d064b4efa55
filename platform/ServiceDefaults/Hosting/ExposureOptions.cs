namespace CodeExec.ServiceDefaults;

/// <summary>Whether a process may be reached from beyond its own machine without API keys.</summary>
public sealed class ExposureOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Exposure";

    /// <summary>
    /// True lets it listen on any address. Default false: it refuses to start on anything but loopback. Set it for
    /// services behind a gateway, on a network that only trusted clients reach.
    /// </summary>
    public bool AllowUnauthenticated { get; set; }
}
