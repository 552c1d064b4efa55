using System.Globalization;
using CodeExec.Contracts;
using CodeExec.DeployTests.Manifests;
using CodeExec.Languages;
using k8s.Models;

namespace CodeExec.DeployTests.Rules;

internal static class ScalingRules
{
    public static IEnumerable<Rule> All { get; } =
    [
        new("each deployment has one scaler", cluster => Deployments(cluster).Where(workload => ScalersOf(cluster, workload).Count() != 1).Select(workload => $"{workload}")),
        new("a scaler has a deployment", cluster => Scalers(cluster).Where(scaler => !Deployments(cluster).Any(workload => Scales(scaler, workload))).Select(scaler => scaler.Name)),
        new("nobody but the scaler sets replicas", cluster => cluster.All<V1Deployment>().Where(deployment => deployment.Spec.Replicas is not null).Select(deployment => deployment.Metadata.Name)),
        new("a scaler has room to scale", cluster => Scalers(cluster).Where(scaler => scaler.Least < 1 || scaler.Most <= scaler.Least).Select(scaler => scaler.Name)),
        new("two of each are there in production", cluster => cluster.IsProduction ? Scalers(cluster).Where(scaler => scaler.Least < 2 && !scaler.IsPool).Select(scaler => scaler.Name) : []),
        new("scaling up is at once, scaling down takes minutes", cluster => Scalers(cluster).Where(scaler =>
            scaler.Behavior is not { ScaleUp.StabilizationWindowSeconds: 0, ScaleDown.StabilizationWindowSeconds: >= 300 }).Select(scaler => scaler.Name)),
        new("services follow their cpu", cluster => cluster.All<V2HorizontalPodAutoscaler>().Where(scaler =>
            scaler.Spec.Metrics is not [{ Resource: { Name: "cpu", Target: { Type: "Utilization", AverageUtilization: > 0 and < 80 } } }]).Select(scaler => scaler.Metadata.Name)),
        new("runners follow a queue of theirs", cluster => from scaler in cluster.All<ScaledObject>()
                                                           let runner = Deployments(cluster).SingleOrDefault(workload => workload.Namespace == scaler.Metadata.NamespaceProperty && workload.Name == scaler.Spec.ScaleTargetRef.Name)
                                                           where scaler.Spec.Triggers is not [{ Type: "rabbitmq" } trigger] || runner is null || trigger.Metadata["queueName"] != QueueOf(runner)
                                                           select scaler.Metadata.Name),
        new("runners are there for each pool that runs are sent to, and for no other", cluster =>
            PoolsAsked(cluster).Union(cluster.Workloads.Where(workload => workload.IsRunner).Select(PoolOf))
                .Where(pool => !PoolsAsked(cluster).Contains(pool) || cluster.Workloads.Count(workload => workload.IsRunner && PoolOf(workload) == pool) != 1).Select(pool => $"the pool '{pool}'")),
        new("a pool is asked for languages that there are", cluster => cluster.Workloads.SelectMany(workload => workload.Pod.Containers[0].Env ?? []).Select(variable => variable.Name)
            .Where(name => name.StartsWith("Executions__Pools__", StringComparison.Ordinal) && LanguageCatalogue.BuiltIn.All.All(language => name != $"Executions__Pools__{language.Name}"))),
        new("runs that are being run count too", cluster => cluster.All<ScaledObject>().Where(scaler => scaler.Spec.Triggers.Any(trigger =>
            trigger.Metadata.GetValueOrDefault("protocol") != "http" || trigger.Metadata.GetValueOrDefault("mode") != "QueueLength" || trigger.Metadata.GetValueOrDefault("excludeUnacknowledged") != "false"
            || trigger.MetricType != "AverageValue")).Select(scaler => scaler.Metadata.Name)),
        new("a runner is asked for no more runs than it has slots", cluster => from scaler in cluster.All<ScaledObject>()
                                                                             let runner = Deployments(cluster).SingleOrDefault(workload => workload.Name == scaler.Spec.ScaleTargetRef.Name)
                                                                             let slots = runner?.Pod.Containers[0].Env.SingleOrDefault(variable => variable.Name == "Runner__Slots")?.Value
                                                                             where slots is null || scaler.Spec.Triggers.Any(trigger => int.Parse(trigger.Metadata["value"], CultureInfo.InvariantCulture) > int.Parse(slots, CultureInfo.InvariantCulture))
                                                                             select scaler.Metadata.Name),
        new("a scaler that cannot ask takes no runner away", cluster => cluster.All<ScaledObject>().Where(scaler =>
            scaler.Spec.Fallback is not { Behavior: "currentReplicasIfHigher" } fallback || fallback.Replicas < scaler.Spec.MinReplicaCount).Select(scaler => scaler.Metadata.Name)),
        new("each deployment has one disruption budget", cluster => Deployments(cluster).Where(workload => BudgetsOf(cluster, workload).Count() != 1).Select(workload => $"{workload}")),
        new("a disruption budget has one deployment", cluster => cluster.All<V1PodDisruptionBudget>().Where(budget =>
            Deployments(cluster).Count(workload => Covers(budget, workload)) != 1).Select(budget => budget.Metadata.Name)),
        new("a node can be drained", cluster => cluster.All<V1PodDisruptionBudget>().Where(budget => budget.Spec is not { UnhealthyPodEvictionPolicy: "AlwaysAllow", MaxUnavailable: { Value: not ("0" or "0%") }, MinAvailable: null })
            .Select(budget => budget.Metadata.Name)),
    ];

    private sealed record Scaler(string Name, string? Namespace, string Target, int Least, int Most, V2HorizontalPodAutoscalerBehavior? Behavior)
    {
        // One that is asked for seldom may do with one runner; its runs wait while that one is replaced.
        public bool IsPool => Target.StartsWith("runner-", StringComparison.Ordinal);
    }

    private static IEnumerable<Workload> Deployments(Cluster cluster) => cluster.Workloads.Where(workload => workload.IsService);

    private static IEnumerable<Scaler> Scalers(Cluster cluster) =>
    [
        .. cluster.All<V2HorizontalPodAutoscaler>().Select(one => new Scaler(
            one.Metadata.Name, one.Metadata.NamespaceProperty, one.Spec.ScaleTargetRef.Name, one.Spec.MinReplicas ?? 1, one.Spec.MaxReplicas, one.Spec.Behavior)),
        .. cluster.All<ScaledObject>().Select(one => new Scaler(
            one.Metadata.Name, one.Metadata.NamespaceProperty, one.Spec.ScaleTargetRef.Name, one.Spec.MinReplicaCount ?? 0, one.Spec.MaxReplicaCount ?? 100, one.Spec.Advanced?.HorizontalPodAutoscalerConfig?.Behavior)),
    ];

    private static IEnumerable<Scaler> ScalersOf(Cluster cluster, Workload workload) => Scalers(cluster).Where(scaler => Scales(scaler, workload));

    private static bool Scales(Scaler scaler, Workload workload) => scaler.Namespace == workload.Namespace && scaler.Target == workload.Name;

    private static IEnumerable<V1PodDisruptionBudget> BudgetsOf(Cluster cluster, Workload workload) => cluster.All<V1PodDisruptionBudget>().Where(budget => Covers(budget, workload));

    private static bool Covers(V1PodDisruptionBudget budget, Workload workload) => budget.Metadata.NamespaceProperty == workload.Namespace && workload.Matches(budget.Spec.Selector);

    private static string QueueOf(Workload runner) => Queues.RunCodeOf(PoolOf(runner));

    private static string PoolOf(Workload runner) => runner.Pod.Containers[0].Env.SingleOrDefault(variable => variable.Name == "Runner__Pool")?.Value ?? "";

    // What ExecutionService sends some language to; everything else goes to the pool without a name.
    private static HashSet<string> PoolsAsked(Cluster cluster) =>
    [
        .. cluster.Workloads.Where(workload => workload.Name == "execution").SelectMany(workload => workload.Pod.Containers[0].Env)
            .Where(variable => variable.Name.StartsWith("Executions__Pools__", StringComparison.Ordinal)).Select(variable => variable.Value).Append(""),
    ];
}
