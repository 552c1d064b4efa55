namespace CodeExec.Benchmarks;

/// <summary>What a window of load has cost.</summary>
/// <param name="Count">Executions, each from POST run to an end that the audit has recorded.</param>
/// <param name="Refused">Runs that were not accepted in time; on a machine that is busy with other things.</param>
/// <param name="Wall">From the first POST to the last record.</param>
/// <param name="Own">CPU time of the servers and services.</param>
/// <param name="Machine">CPU time of the whole machine, kernel threads included, without the client's and without what it uses when idle.</param>
/// <param name="Accepts">From each POST to its 202.</param>
internal sealed record ControlWindow(int Count, int Refused, TimeSpan Wall, TimeSpan Own, TimeSpan Machine, IReadOnlyCollection<TimeSpan> Accepts);
