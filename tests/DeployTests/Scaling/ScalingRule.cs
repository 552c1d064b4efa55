namespace CodeExec.DeployTests.Scaling;

/// <summary>What an autoscaler goes by, and how fast it may go.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Runs">Pods for what waits and runs: one for each so many. Null: pods by CPU.</param>
/// <param name="Cpu">Share of the pods' CPU that it aims at, 0 to 1, as it was 15 to 30 s ago.</param>
/// <param name="Least">Fewest pods.</param>
/// <param name="Most">Most pods.</param>
/// <param name="UpPercent">Pods it may add in 15 s, of those there are; or <paramref name="UpPods"/>, whichever is more.</param>
/// <param name="UpPods">Pods it may add in 15 s.</param>
/// <param name="DownPercent">Pods it may take away in a minute, of those there are.</param>
/// <param name="DownWindow">It takes away only what was too many for so many seconds.</param>
internal sealed record ScalingRule(
    string Name, double? Runs, double Cpu, int Least, int Most, double UpPercent, int UpPods, double DownPercent, double DownWindow)
{
    // The autoscaler leaves alone what is a tenth off.
    private const double Tolerance = 0.1;

    /// <summary>Pods it wants, whatever the limits.</summary>
    public int Want(int pods, int openRuns, double usedCpu)
    {
        var ratio = Runs is { } runs ? openRuns / (runs * pods) : usedCpu / Cpu;
        return Math.Abs(ratio - 1) <= Tolerance ? pods : Math.Clamp((int)Math.Ceiling(pods * ratio), Least, Most);
    }
}
