using CodeExec.DeployTests.Manifests;
using k8s.Models;

namespace CodeExec.DeployTests.Rules;

internal static class ReferenceRules
{
    private static readonly Lazy<IReadOnlyCollection<V1Secret>> Secrets = new(Passwords.Make);

    public static IEnumerable<Rule> All { get; } =
    [
        Rule.OfWorkloads("a workload selects its own pods", workload => workload.Matches(workload.Selector)),
        new("no workload selects the pods of another", cluster => from one in cluster.Workloads
                                                                  from other in cluster.Workloads
                                                                  where one.Name != other.Name && one.Namespace == other.Namespace && other.Matches(one.Selector)
                                                                  select $"{one} selects those of {other}"),
        new("a namespace that is named is there", cluster => cluster.Objects.Where(one => one.Metadata.NamespaceProperty is { } space && cluster.All<V1Namespace>().All(known => known.Metadata.Name != space))
            .Select(one => $"{one.Kind} {one.Metadata.Name}")),
        new("what is in a namespace says in which", cluster => cluster.Objects.Where(one => one is not (V1Namespace or V1PriorityClass or SeccompProfile) && one.Metadata.NamespaceProperty is null)
            .Select(one => $"{one.Kind} {one.Metadata.Name}")),
        new("a service has one workload behind it, and a port of it", cluster => from service in cluster.All<V1Service>()
                                                                                 let behind = cluster.Workloads.Where(workload => workload.Namespace == service.Metadata.NamespaceProperty
                                                                                     && workload.Matches(new V1LabelSelector { MatchLabels = service.Spec.Selector })).ToArray()
                                                                                 where behind.Length != 1 || service.Spec.Ports.Any(port => behind[0].Containers.All(container =>
                                                                                     (container.Ports ?? []).All(open => open.Name != port.TargetPort?.Value)))
                                                                                 select service.Metadata.Name),
        new("a probe asks a port that the container has", cluster => from workload in cluster.Workloads
                                                                     from container in workload.Containers
                                                                     from probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }
                                                                     where probe?.HttpGet is { } get && (container.Ports ?? []).All(port => port.Name != get.Port.Value)
                                                                     select $"{workload}"),
        new("a ConfigMap that is read is there, and its key", cluster => from read in cluster.Workloads.SelectMany(ConfigMapsOf).Concat(ConfigMapsOfScalers(cluster))
                                                                         let map = cluster.All<V1ConfigMap>().SingleOrDefault(map => map.Metadata.NamespaceProperty == read.Namespace && map.Metadata.Name == read.Name)
                                                                         where map is null || (read.Key is { } key && !map.Data.ContainsKey(key))
                                                                         select $"{read}"),
        new("a Secret that is read is made by secrets.sh, and its key", cluster => from read in SecretsOf(cluster)
                                                                                  where Secrets.Value.Count(secret => secret.Metadata.NamespaceProperty == read.Namespace && secret.Metadata.Name == read.Name
                                                                                      && (read.Key is null || secret.StringData.ContainsKey(read.Key))) != 1
                                                                                  select $"{read}"),
        new("a service account that is used is there", cluster => cluster.Workloads.Where(workload =>
            !cluster.All<V1ServiceAccount>().Any(account => account.Metadata.NamespaceProperty == workload.Namespace && account.Metadata.Name == workload.Pod.ServiceAccountName)).Select(workload => $"{workload}")),
        new("a priority that is named is there", cluster => cluster.Workloads.Where(workload => workload.Pod.PriorityClassName is { } name
            && cluster.All<V1PriorityClass>().All(priority => priority.Metadata.Name != name)).Select(workload => $"{workload}")),
        Rule.OfWorkloads("what a container mounts is a volume of its pod", workload => workload.Containers.SelectMany(container => container.VolumeMounts ?? [])
            .All(mount => (workload.Pod.Volumes ?? []).Any(volume => volume.Name == mount.Name) || (workload.Owner as V1StatefulSet)?.Spec.VolumeClaimTemplates?.Any(claim => claim.Metadata.Name == mount.Name) == true)),
        new("a scaler's credentials are there", cluster => from scaler in cluster.All<ScaledObject>()
                                                           from trigger in scaler.Spec.Triggers
                                                           where !cluster.All<TriggerAuthentication>().Any(one => one.Metadata.NamespaceProperty == scaler.Metadata.NamespaceProperty && one.Metadata.Name == trigger.AuthenticationRef?.Name)
                                                           select scaler.Metadata.Name),
        new("a monitor finds pods and a port of theirs", cluster => from monitor in cluster.All<PodMonitor>()
                                                                    let found = cluster.Workloads.Where(workload => workload.Namespace == monitor.Metadata.NamespaceProperty && workload.Matches(monitor.Spec.Selector)).ToArray()
                                                                    where found.Length == 0 || monitor.Spec.PodMetricsEndpoints.Any(end => found.Any(workload => workload.Containers.All(container => (container.Ports ?? []).All(port => port.Name != end.Port))))
                                                                    select monitor.Metadata.Name),
    ];

    private static IEnumerable<(string Namespace, string Name, string? Key)> ConfigMapsOfScalers(Cluster cluster) =>
        from authentication in cluster.All<TriggerAuthentication>()
        from key in authentication.Spec.ConfigMapTargetRef
        select (authentication.Metadata.NamespaceProperty, key.Name, (string?)key.Key);

    private static IEnumerable<(string Namespace, string Name, string? Key)> ConfigMapsOf(Workload workload) =>
    [
        .. workload.Containers.SelectMany(container => container.EnvFrom ?? []).Where(source => source.ConfigMapRef is not null).Select(source => (workload.Namespace, source.ConfigMapRef.Name, (string?)null)),
        .. workload.Containers.SelectMany(container => container.Env ?? []).Select(variable => variable.ValueFrom?.ConfigMapKeyRef).OfType<V1ConfigMapKeySelector>().Select(key => (workload.Namespace, key.Name, (string?)key.Key)),
        .. (workload.Pod.Volumes ?? []).Where(volume => volume.ConfigMap is not null).Select(volume => (workload.Namespace, volume.ConfigMap.Name, (string?)null)),
    ];

    private static IEnumerable<(string Namespace, string Name, string? Key)> SecretsOf(Cluster cluster) =>
    [
        .. from workload in cluster.Workloads
           from volume in workload.Pod.Volumes ?? []
           where volume.Secret is not null
           select (workload.Namespace, volume.Secret.SecretName, (string?)null),
        .. from workload in cluster.Workloads
           from container in workload.Containers
           from variable in container.Env ?? []
           let key = variable.ValueFrom?.SecretKeyRef
           where key is not null
           select (workload.Namespace, key.Name, (string?)key.Key),
        .. from authentication in cluster.All<TriggerAuthentication>()
           from key in authentication.Spec.SecretTargetRef
           select (authentication.Metadata.NamespaceProperty, key.Name, (string?)key.Key),
    ];
}
