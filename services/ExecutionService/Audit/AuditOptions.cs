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
}
