using System.Globalization;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>The command line of launch.c, which becomes bubblewrap.</summary>
internal static class LaunchCommand
{
    private static readonly string Program = $"{AppContext.BaseDirectory}/sandbox/launch";

    /// <param name="bubblewrap">Where it is; it reads its arguments from descriptor 4.</param>
    /// <param name="user">Who it becomes; 0 to stay who we are.</param>
    /// <param name="limits">What each process inherits; null for none.</param>
    /// <param name="dataBytes">RLIMIT_DATA; 0 for none.</param>
    /// <param name="membershipFiles">cgroup.procs files to join by.</param>
    /// <param name="command">What it runs inside.</param>
    public static IReadOnlyList<string> Build(
        string bubblewrap, uint user, SandboxLimits? limits, long dataBytes, IReadOnlyList<string> membershipFiles, params IEnumerable<string> command) =>
    [
        Program,
        Text(user),
        Text(limits is null ? 0 : WholeSeconds(limits.CpuTime)),
        Text(limits?.FileBytes ?? 0),
        Text(limits?.OpenFiles ?? 0),
        Text(dataBytes),
        Text(membershipFiles.Count),
        .. membershipFiles,
        bubblewrap, "--args", "4", "--",
        .. command,
    ];

    /// <summary>RLIMIT_CPU counts whole seconds.</summary>
    public static long WholeSeconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
