namespace CodeExec.Contracts.Executions;

/// <summary>The states of an execution, in the words clients see. QUEUED → RUNNING → COMPLETED | FAILED | TIMEOUT.</summary>
public static class ExecutionStatus
{
    /// <summary>Accepted and durable; waits for a runner.</summary>
    public const string Queued = "QUEUED";

    /// <summary>A runner has started the program.</summary>
    public const string Running = "RUNNING";

    /// <summary>The program ran to its end, whatever its exit code; <see cref="Termination"/> says how.</summary>
    public const string Completed = "COMPLETED";

    /// <summary>The service could not run the program; the reason says why. The program is not to blame.</summary>
    public const string Failed = "FAILED";

    /// <summary>The program reached its wall-clock or CPU limit and was killed.</summary>
    public const string Timeout = "TIMEOUT";
}
