namespace CodeExec.Contracts;

/// <summary>Names of the queues that commands are sent to, as <c>exchange:NAME</c>; never as <c>queue:NAME</c>, which would declare them anew.</summary>
public static class Queues
{
    /// <summary>Commands and reports for the execution saga.</summary>
    public const string Execution = "execution";

    /// <summary>Runs waiting for a runner.</summary>
    public const string RunCode = "run-code";

    /// <summary>Runs that twice ended with their runner and without a report: a process takes one of them at a time, and nothing beside it.</summary>
    public const string RunCodeSuspect = "run-code-suspect";

    /// <summary>Runs that the broker delivered too often: its own dead letters.</summary>
    public const string RunCodeDead = "run-code-dead";

    /// <summary>Runs waiting for a runner of a pool. The empty pool is <see cref="RunCode"/>, that of every runner without one.</summary>
    public static string RunCodeOf(string pool) => pool.Length == 0 ? RunCode : $"{RunCode}.{pool}";

    /// <summary>As <see cref="RunCodeSuspect"/>, of a pool.</summary>
    public static string RunCodeSuspectOf(string pool) => pool.Length == 0 ? RunCodeSuspect : $"{RunCodeSuspect}.{pool}";
}
