using CodeExec.DeployTests.Manifests;
using k8s.Models;

namespace CodeExec.DeployTests.Rules;

/// <summary>A mistake that someone could make, and the rule that must catch it.</summary>
internal sealed partial record PlantedFault(string Rule, string What, Action<Cluster> Plant)
{
    /// <summary>Where faults are planted: it has everything that there is.</summary>
    public const string Overlay = "pools-on-gvisor";

    public static IReadOnlyList<PlantedFault> All { get; } = [.. InContainers, .. InPods, .. InReferences, .. InScaling, .. InNetwork, .. InTimingAndSecrets];

    private static V1Deployment Gateway(Cluster cluster) => cluster.Get<V1Deployment>("gateway");

    private static V1Deployment Runner(Cluster cluster) => cluster.Get<V1Deployment>("runner");

    private static V1PodSpec Pod(V1Deployment deployment) => deployment.Spec.Template.Spec;

    private static V1Container Container(V1Deployment deployment) => Pod(deployment).Containers[0];

    private static V1NetworkPolicy Policy(Cluster cluster, string name) => cluster.Get<V1NetworkPolicy>(name);
}
