namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>What an attack must come to.</summary>
/// <param name="Ends">How it may end, each a termination with its exit code or signal.</param>
/// <param name="Gets">What it may say that it got, since that is nothing of value there. Nothing, but for few.</param>
internal sealed record Expectation(IReadOnlyList<string> Ends, IReadOnlyList<string> Gets)
{
    /// <summary>A kernel of its own for each run: calls that our filter forbids may not exist there, others are answered otherwise.</summary>
    public const string GVisor = "gvisor";

    /// <summary>Memory is what processes have mapped, summed from time to time.</summary>
    public const string NoCgroup = "no cgroup";

    /// <summary>Whatever it gets, it leaves nothing and disturbs nobody, anywhere.</summary>
    public bool IsMetBy(AttackReport report) =>
        Ends.Contains(report.Ending) && !report.Got.Except(Gets.Select(what => $"got {what}")).Any() && report.Left.Count == 0 && report.Disturbed.Count == 0;

    public static IReadOnlyList<string> Differences { get; } = [GVisor, NoCgroup];
}
