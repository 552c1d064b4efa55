using CodeExec.DeployTests.Manifests;
using CodeExec.Languages;
using CodeExec.ServiceDefaults;

namespace CodeExec.DeployTests.Rules;

/// <summary>The waits that depend on each other, as the containers get them.</summary>
internal static class TimingRules
{
    // What the bus keeps of the drain for closing; see GracefulShutdown.
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(4);

    public static IEnumerable<Rule> All { get; } =
    [
        new("the longest run ends before the drain does", cluster => cluster.Workloads.Where(workload => workload.IsRunner && LongestRun(cluster, workload) + Closing >= Drain(cluster, workload)).Select(workload => $"{workload}")),
        new("the longest request ends before the drain does", cluster => cluster.Workloads.Where(workload => workload.IsService && !workload.IsRunner && PreferWait.Maximum + Closing >= Drain(cluster, workload)).Select(workload => $"{workload}")),
        new("the drain ends before the grace does", cluster => cluster.Workloads.Where(workload => workload.IsService && Drain(cluster, workload) + PreStop(workload) + TimeSpan.FromSeconds(10) > Grace(workload)).Select(workload => $"{workload}")),
        new("every wait comes from one place", cluster => from workload in cluster.Workloads
                                                          where workload.IsService
                                                          from variable in workload.Pod.Containers[0].Env
                                                          where variable.Name is "Shutdown__DrainTime" or "Limits__WallTime" or "Runner__CompileTimeLimit"
                                                              && variable.ValueFrom?.ConfigMapKeyRef?.Name.StartsWith("timing", StringComparison.Ordinal) != true
                                                          select $"{workload}: {variable.Name}"),
    ];

    private static TimeSpan Setting(Cluster cluster, Workload workload, string name) => TimeSpan.Parse(ContainerEnvironment.Of(cluster, workload, null).GetValueOrDefault(name, "00:00:00"));

    private static TimeSpan Drain(Cluster cluster, Workload workload) => Setting(cluster, workload, "Shutdown__DrainTime");

    private static TimeSpan LongestRun(Cluster cluster, Workload runner)
    {
        var session = cluster.Workloads.Single(workload => workload.Name == "session");
        var compiling = LanguageCatalogue.BuiltIn.All.Max(language => TimeSpan.FromMilliseconds(language.Limits?.CompileTimeMs ?? 0));
        var limit = Setting(cluster, runner, "Runner__CompileTimeLimit");
        return Setting(cluster, session, "Limits__WallTime") + (limit > compiling ? limit : compiling);
    }

    private static TimeSpan PreStop(Workload workload) => TimeSpan.FromSeconds(workload.Pod.Containers[0].Lifecycle?.PreStop?.Sleep?.Seconds ?? 0);

    private static TimeSpan Grace(Workload workload) => TimeSpan.FromSeconds(workload.Pod.TerminationGracePeriodSeconds ?? 30);
}
