using CodeExec.DeployTests.Manifests;

namespace CodeExec.DeployTests.Rules;

/// <summary>What must hold of an overlay: a name that a failing test can print, and what the objects have against it.</summary>
internal sealed record Rule(string Name, Func<Cluster, IEnumerable<string>> Complaints)
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. ContainerRules.All, .. PodRules.All, .. PodSecurityRules.All, .. ReferenceRules.All, .. ScalingRules.All, .. NetworkRules.All, .. TimingRules.All, .. SecretRules.All,
    ];

    /// <summary>A rule about each workload.</summary>
    public static Rule OfWorkloads(string name, Func<Workload, bool> holds) =>
        new(name, cluster => cluster.Workloads.Where(workload => !holds(workload)).Select(workload => $"{workload}"));

    /// <summary>A rule about each container.</summary>
    public static Rule OfContainers(string name, Func<k8s.Models.V1Container, bool> holds) =>
        new(name, cluster => from workload in cluster.Workloads from container in workload.Containers where !holds(container) select $"{workload}: {container.Name}");
}
