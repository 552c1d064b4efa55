using System.ComponentModel.DataAnnotations;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>How dead letters are kept. They are in the audit's database (<see cref="Audit.AuditOptions.ConnectionString"/>).</summary>
public sealed class DeadLetterOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "DeadLetters";

    /// <summary>
    /// How long a dead letter is kept, its source and input with it. 2 days to 10 years: a repeated event may come for a day.
    /// Default 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the acceptance of a replay may take before 503 is answered. 100 ms to 30 s. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan AcceptTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
