using System.Text.RegularExpressions;

namespace CodeExec.DeployTests.Rules;

internal static partial class ContainerRules
{
    // The image's own users; both are unprivileged, and a namespace or a node has nothing that belongs to them.
    private static readonly long[] KnownUsers = [1654, 999];

    public static IEnumerable<Rule> All { get; } =
    [
        Rule.OfContainers("an image is pinned to a version", container => Pinned().IsMatch(container.Image)),
        Rule.OfContainers("an image is pulled when it is not there", container => container.ImagePullPolicy == "IfNotPresent"),
        Rule.OfContainers("cpu, memory and ephemeral storage are requested and limited", container =>
            new[] { "cpu", "memory", "ephemeral-storage" }.All(resource => container.Resources?.Requests?.ContainsKey(resource) == true && container.Resources.Limits?.ContainsKey(resource) == true)),
        Rule.OfContainers("a limit is not below its request", container =>
            container.Resources?.Requests?.All(request => container.Resources.Limits?.TryGetValue(request.Key, out var limit) == true && limit.ToDecimal() >= request.Value.ToDecimal()) != false),
        Rule.OfContainers("no privileges are gained", container => container.SecurityContext is { AllowPrivilegeEscalation: false, Privileged: not true }),
        Rule.OfContainers("every capability is dropped and none added", container =>
            container.SecurityContext?.Capabilities is { Drop: ["ALL"] } capabilities && capabilities.Add is null or []),
        Rule.OfContainers("the root file system is read-only", container => container.SecurityContext?.ReadOnlyRootFilesystem == true),
        Rule.OfContainers("no port of the node is taken", container => (container.Ports ?? []).All(port => port.HostPort is null)),
        Rule.OfContainers("a container runs as no other user than its pod", container => container.SecurityContext?.RunAsUser is null && container.SecurityContext?.RunAsNonRoot is not false),
        Rule.OfWorkloads("a user that is not root is named", workload =>
            workload.Pod.SecurityContext is { RunAsNonRoot: true, RunAsUser: { } user } && (user >= 10_000 || KnownUsers.Contains(user))),
        Rule.OfWorkloads("three probes look at each main container", workload =>
            workload.Pod.Containers.All(container => container is { StartupProbe: not null, LivenessProbe: not null, ReadinessProbe: not null })),
        Rule.OfWorkloads("liveness asks for nothing beyond the process", workload => !workload.IsService || workload.Pod.Containers.All(container =>
            container.LivenessProbe?.HttpGet is { Path: "/health/live", Port.Value: "management" } && container.ReadinessProbe?.HttpGet is { Path: "/health/ready", Port.Value: "management" })),
        Rule.OfWorkloads("a slow start is not taken for a dead process", workload =>
            workload.Pod.Containers.All(container => container.StartupProbe is { } probe && (probe.PeriodSeconds ?? 10) * (probe.FailureThreshold ?? 3) >= 60)),
    ];

    [GeneratedRegex(@"^[^:@]+(:[0-9]+/[^:@]+)?(:v?[0-9]+\.[0-9][\w.-]*|@sha256:[0-9a-f]{64})$")]
    private static partial Regex Pinned();
}
