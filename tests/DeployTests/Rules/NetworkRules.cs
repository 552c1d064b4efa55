using CodeExec.DeployTests.Manifests;
using k8s.Models;

namespace CodeExec.DeployTests.Rules;

internal static class NetworkRules
{
    // docs/architecture.md, edge by edge: who opens a connection to whom.
    private static readonly HashSet<string> Connections =
    [
        "gateway > session:8080", "gateway > execution:8080", "session > execution:8080",
        "session > postgres:5432", "session > redis:6379", "session > rabbitmq:5672",
        "execution > postgres:5432", "execution > redis:6379", "execution > rabbitmq:5672",
        "runner > redis:6379", "runner > rabbitmq:5672",
    ];

    // What comes from namespaces that are not ours.
    private static readonly HashSet<string> FromOutside =
    [
        "ingress-nginx > gateway:8080", "keda > rabbitmq:15672", "monitoring > rabbitmq:15692",
        "monitoring > gateway:8081", "monitoring > session:8081", "monitoring > execution:8081", "monitoring > runner:8081",
    ];

    private static readonly HashSet<string> ToOutside =
    [
        "gateway > kube-system:53", "session > kube-system:53", "execution > kube-system:53", "runner > kube-system:53",
        "gateway > monitoring:4317", "session > monitoring:4317", "execution > monitoring:4317", "runner > monitoring:4317",
        "session > codeexec-servers:5432", "session > codeexec-servers:6379", "session > codeexec-servers:5672",
        "execution > codeexec-servers:5432", "execution > codeexec-servers:6379", "execution > codeexec-servers:5672",
        "runner > codeexec-servers:6379", "runner > codeexec-servers:5672",
    ];

    public static IEnumerable<Rule> All { get; } =
    [
        new("nothing goes in or out that no policy lets through", cluster => cluster.Workloads.Select(workload => workload.Namespace).Distinct().Where(space => !cluster.All<V1NetworkPolicy>().Any(policy =>
            policy.Metadata.NamespaceProperty == space && policy.Spec.PodSelector is { MatchLabels: null or { Count: 0 }, MatchExpressions: null or { Count: 0 } }
            && policy.Spec.PolicyTypes?.Order().SequenceEqual(["Egress", "Ingress"]) == true && policy.Spec is { Ingress: null or { Count: 0 }, Egress: null or { Count: 0 } }))),
        new("each connection of the architecture is let through", cluster => Connections.Where(edge => Both(cluster, edge)).Except(Allowed(cluster))),
        new("no other connection is let through", cluster => Allowed(cluster).Where(edge => !Connections.Contains(edge))),
        new("from outside comes only what must", cluster => Outside(cluster, ingress: true).Where(edge => !FromOutside.Contains(edge))),
        new("to the outside goes only what must", cluster => Outside(cluster, ingress: false).Where(edge => !ToOutside.Contains(edge))),
        new("names can be looked up", cluster => cluster.Workloads.Where(workload => workload.IsService).Select(Short).Distinct()
            .Where(name => !Outside(cluster, ingress: false).Contains($"{name} > kube-system:53"))),
        new("metrics can be fetched", cluster => cluster.Workloads.Where(workload => workload.IsService).Select(Short).Distinct()
            .Where(name => !Outside(cluster, ingress: true).Contains($"monitoring > {name}:8081"))),
    ];

    // Pools are the same to the network as the other runners.
    private static string Short(Workload workload) => workload.Labels["app.kubernetes.io/name"];

    private static bool Both(Cluster cluster, string edge)
    {
        var names = cluster.Workloads.Select(Short).ToHashSet();
        return edge.Split(" > ") is [var from, var to] && names.Contains(from) && names.Contains(to.Split(':')[0]);
    }

    private static HashSet<string> Allowed(Cluster cluster) =>
    [
        .. from one in cluster.Workloads
           from other in cluster.Workloads
           where one != other && Short(one) != Short(other)
           from port in other.Containers.SelectMany(container => container.Ports ?? []).Select(port => port.ContainerPort)
           where Lets(cluster, one, other, port, ingress: false) && Lets(cluster, other, one, port, ingress: true)
           select $"{Short(one)} > {Short(other)}:{port}",
    ];

    private static bool Lets(Cluster cluster, Workload workload, Workload peer, int port, bool ingress) => Rules(cluster, workload, ingress).Any(rule =>
        rule.Ports.Contains(port) && rule.Peers.Any(one => (one.NamespaceSelector is null ? rule.Namespace == peer.Namespace : NameOf(one) == peer.Namespace) && (one.PodSelector is null || peer.Matches(one.PodSelector))));

    private static HashSet<string> Outside(Cluster cluster, bool ingress) =>
    [
        .. from workload in cluster.Workloads
           from rule in Rules(cluster, workload, ingress)
           from peer in rule.Peers
           where peer.IpBlock is not null || peer.NamespaceSelector is not null
           let space = peer.IpBlock?.Cidr ?? NameOf(peer)
           // Ours, pod by pod, are looked at above; a whole namespace of ours is not.
           where peer.PodSelector is null || !cluster.Workloads.Any(one => one.Namespace == space)
           from port in rule.Ports
           select ingress ? $"{space} > {Short(workload)}:{port}" : $"{Short(workload)} > {space}:{port}",
    ];

    private static string NameOf(V1NetworkPolicyPeer peer) => Labels.Of(peer.NamespaceSelector.MatchLabels, "kubernetes.io/metadata.name") ?? "anywhere";

    private sealed record Opening(string Namespace, IList<V1NetworkPolicyPeer> Peers, int[] Ports);

    // A rule without peers or ports opens to everybody, or every port: anywhere, and port 0.
    private static IEnumerable<Opening> Rules(Cluster cluster, Workload workload, bool ingress) =>
        from policy in cluster.All<V1NetworkPolicy>()
        where policy.Metadata.NamespaceProperty == workload.Namespace && workload.Matches(policy.Spec.PodSelector)
        from rule in ingress
            ? (policy.Spec.Ingress ?? []).Select(rule => (rule.FromProperty, rule.Ports))
            : (policy.Spec.Egress ?? []).Select(rule => (FromProperty: rule.To, rule.Ports))
        select new Opening(policy.Metadata.NamespaceProperty, rule.FromProperty ?? [new() { NamespaceSelector = new() }], [.. (rule.Ports ?? []).Select(port => int.Parse(port.Port.Value)).DefaultIfEmpty(0)]);
}
