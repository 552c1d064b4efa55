using System.ComponentModel.DataAnnotations;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Where the history of executions is kept.</summary>
public sealed class AuditOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Audit";

    /// <summary>PostgreSQL connection in Npgsql form. Default <c>Host=127.0.0.1;Database=codeexec;Username=codeexec</c>.</summary>
    [Required]
    public string ConnectionString { get; set; } = "Host=127.0.0.1;Database=codeexec;Username=codeexec";

    /// <summary>True brings the schema up to date at start, one process at a time; false leaves it to the deployment. Default true.</summary>
    public bool MigrateOnStart { get; set; } = true;

    /// <summary>
    /// How long finished executions and their log are kept after they were recorded, by the database's clock. 1 to 3650 days.
    /// Default 90 days. The log goes by whole months, so up to a month later.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How often the audit is compared with the store: what it has not recorded after twice that is told again, what the store has lost
    /// is FAILED. 1 s to 1 h. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(30);
}
