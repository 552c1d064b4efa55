using System.ComponentModel.DataAnnotations;

namespace CodeExec.SessionService;

/// <summary>Where SessionService keeps sessions and whom it asks.</summary>
public sealed class SessionOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Sessions";

    /// <summary>
    /// PostgreSQL connection string (Npgsql). Its time limits are set to 1 s each, so that a request is answered within 2 s
    /// whatever has become of the database. Default: database <c>codeexec</c> on 127.0.0.1.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "Host=127.0.0.1;Database=codeexec;Username=codeexec";

    /// <summary>How long it may take until ExecutionService has accepted a run, from the request on, before the client is told 503. 100 ms to 30 s. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan AcceptTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Where ExecutionService answers, for runs with <c>Prefer: wait</c>. Default <c>http://127.0.0.1:8084/</c>.</summary>
    [Required]
    public Uri ExecutionServiceUrl { get; set; } = new("http://127.0.0.1:8084/");
}
