using System.ComponentModel.DataAnnotations;

namespace CodeExec.ExecutionService.Backlog;

/// <summary>From when on new runs are refused with 429. Those that were accepted go on.</summary>
public sealed class BacklogOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Backlog";

    /// <summary>
    /// Executions that may wait or run. What comes within a fifth of a second of reaching it is still accepted. 1 to 10,000,000.
    /// Default 10,000.
    /// </summary>
    [Range(1, 10_000_000)]
    public long MaximumUnfinished { get; set; } = 10_000;

    /// <summary>
    /// Share of Redis's <c>maxmemory</c> that may be used. The rest is for the outputs of what was accepted. 0.1 to 1. Default 0.75.
    /// Without a <c>maxmemory</c> there is no bound.
    /// </summary>
    [Range(0.1, 1)]
    public double MemoryShare { get; set; } = 0.75;
}
