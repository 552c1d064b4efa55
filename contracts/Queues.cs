namespace CodeExec.Contracts;

/// <summary>Names of the queues that commands are sent to, as <c>exchange:NAME</c>; never as <c>queue:NAME</c>, which would declare them anew.</summary>
public static class Queues
{
    /// <summary>Commands and reports for the execution saga.</summary>
    public const string Execution = "execution";

    /// <summary>Runs waiting for a runner.</summary>
    public const string RunCode = "run-code";
}
