using CodeExec.ExecutionService.Executions;
using CodeExec.ServiceDefaults;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Many runs' events fall within 200 ms, and often all of one run; an audit that is so late is late for nobody.</summary>
internal sealed class AuditWriter(AuditStore store, TimeProvider clock)
    : BatchWriter<ExecutionSnapshot>(store.RecordAsync, AuditDatabase.IsOutage, TimeSpan.FromMilliseconds(200), clock);
