using CodeExec.DeployTests.Manifests;
using k8s.Models;

namespace CodeExec.DeployTests.Rules;

internal static class PodRules
{
    public static IEnumerable<Rule> All { get; } =
    [
        Rule.OfWorkloads("no service account token is mounted", workload => workload.Pod.AutomountServiceAccountToken == false),
        new("a service account mounts no token either", cluster => cluster.All<V1ServiceAccount>().Where(account => account.AutomountServiceAccountToken != false).Select(account => account.Metadata.Name)),
        new("each workload has a service account of its own", cluster => cluster.Workloads.GroupBy(workload => (workload.Namespace, workload.Pod.ServiceAccountName ?? "default"))
            .Where(group => group.Count() > 1 || group.Key.Item2 == "default").Select(group => $"{group.Key}")),
        new("in production the gateway asks for keys", cluster => cluster.IsProduction
            ? cluster.Workloads.Where(workload => workload.Name == "gateway" && !Mounts(workload, workload.Pod.Containers[0].Env.SingleOrDefault(variable => variable.Name == "ApiKeys__File")?.Value)).Select(workload => $"{workload}")
            : []),
        Rule.OfWorkloads("no service links fill the environment", workload => workload.Pod.EnableServiceLinks == false),
        Rule.OfWorkloads("a pod shares nothing with its node", workload => workload.Pod is { HostNetwork: not true, HostPID: not true, HostIPC: not true }
            && (workload.Pod.Volumes ?? []).All(volume => volume.HostPath is null)),
        Rule.OfWorkloads("an empty directory has an end", workload => (workload.Pod.Volumes ?? []).All(volume => volume.EmptyDir is null or { SizeLimit: not null })),
        Rule.OfWorkloads("replicas are spread over nodes and zones", workload => !workload.IsService || (workload.Pod.TopologySpreadConstraints ?? []) is { } spread
            && new[] { "kubernetes.io/hostname", "topology.kubernetes.io/zone" }.All(key => spread.Any(one => one.TopologyKey == key && workload.Matches(one.LabelSelector) && one.MatchLabelKeys is ["pod-template-hash"]))),
        Rule.OfWorkloads("a priority is named", workload => workload.Pod.PriorityClassName is not null),
        new("runners yield to services", cluster => from workload in cluster.Workloads
                                                    where workload.IsRunner
                                                    let priority = Priority(cluster, workload)
                                                    where priority is not { PreemptionPolicy: "Never" } || cluster.Workloads.Any(other => !other.IsRunner && Priority(cluster, other)?.Value <= priority.Value)
                                                    select $"{workload}"),
        Rule.OfWorkloads("a rolling update takes nothing away first", workload => workload.Owner is not V1Deployment { Spec.Strategy: var strategy }
            || strategy is { Type: "RollingUpdate", RollingUpdate.MaxUnavailable.Value: "0" }),
        Rule.OfWorkloads("an HTTP service is withdrawn before it is stopped", workload => !workload.IsService || workload.IsRunner
            || workload.Pod.Containers.All(container => container.Lifecycle?.PreStop?.Sleep is { Seconds: >= 5 })),
        Rule.OfWorkloads("a runner's orphans are collected", workload => !workload.IsRunner || workload.Pod.ShareProcessNamespace == true),
        Rule.OfWorkloads("few old revisions are kept", workload => workload.Owner is not V1Deployment { Spec.RevisionHistoryLimit: null or > 5 }),
        new("a runner's memory holds what its slots may use", cluster => from workload in cluster.Workloads
                                                                         where workload.IsRunner
                                                                         let container = workload.Pod.Containers[0]
                                                                         where container.Resources?.Limits?["memory"].ToDecimal() < Slots(container) * (Number(container, "Runner__CompileMemoryLimitBytes") + Number(container, "Runner__WaitingMemoryBytes")) + (384 << 20)
                                                                         select $"{workload}"),
    ];

    // A folder, since a single file of a Secret never changes in a running pod.
    private static bool Mounts(Workload workload, string? file) => file is not null && workload.Pod.Containers[0].VolumeMounts.Any(mount =>
        mount.SubPath is null && Path.GetDirectoryName(file) == mount.MountPath && workload.Pod.Volumes.Any(volume => volume.Name == mount.Name && volume.Secret is not null));

    private static V1PriorityClass? Priority(Cluster cluster, Workload workload) => cluster.All<V1PriorityClass>().SingleOrDefault(one => one.Metadata.Name == workload.Pod.PriorityClassName);

    private static decimal Slots(V1Container container) => Number(container, "Runner__Slots");

    private static decimal Number(V1Container container, string name) => decimal.Parse(container.Env.Single(variable => variable.Name == name).Value);
}
