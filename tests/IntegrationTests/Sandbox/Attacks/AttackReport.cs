using CodeExec.RunnerService.Runs;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>What one attack came to.</summary>
/// <param name="Ending">Termination with exit code or signal, or that the sandbox failed.</param>
/// <param name="Said">What the user is shown.</param>
/// <param name="Neighbours">How many programs ran beside it and after it.</param>
/// <param name="Disturbed">What those of them found that did not find what every program finds.</param>
/// <param name="Left">What is there a second later and was not before, on the host.</param>
internal sealed record AttackReport(string Ending, string Said, int Neighbours, IReadOnlyList<string> Disturbed, IReadOnlyList<string> Left)
{
    /// <summary>Programs say <c>got WHAT</c> of what the sandbox should have kept from them.</summary>
    public IEnumerable<string> Got => Said.Split('\n').Where(line => line.StartsWith("got ", StringComparison.Ordinal));

    /// <summary>Whether it got nothing at all, left nothing and was noticed by nobody.</summary>
    public bool IsNothing => !Got.Any() && Left.Count == 0 && Disturbed.Count == 0;

    public static string EndingOf(ProgramRun run) => $"{run.Result.Termination} {run.Result.ExitCode ?? run.Result.Signal}".Trim();
}
