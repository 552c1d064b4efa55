using CodeExec.ServiceDefaults;

namespace CodeExec.SessionService.LastRun;

/// <summary>One statement for all runs that end within 100 ms: one for each was a twentieth of all CPU that a run costs.</summary>
internal sealed class LastRunWriter(LastRunStore store, TimeProvider clock)
    : BatchWriter<LastRunRecord>(store.RecordAsync, DatabaseFault.IsOutage, TimeSpan.FromMilliseconds(100), clock);
