using k8s.Models;

namespace CodeExec.DeployTests.Rules;

internal sealed partial record PlantedFault
{
    private static IEnumerable<PlantedFault> InContainers =>
    [
        new("an image is pinned to a version", "latest", cluster => Container(Gateway(cluster)).Image = "codeexec/gateway:latest"),
        new("an image is pinned to a version", "no tag", cluster => Container(Gateway(cluster)).Image = "registry.example.org:5000/codeexec/gateway"),
        new("an image is pinned to a version", "a major version alone", cluster => Container(Gateway(cluster)).Image = "codeexec/gateway:1"),
        new("an image is pulled when it is not there", "always", cluster => Container(Gateway(cluster)).ImagePullPolicy = "Always"),
        new("cpu, memory and ephemeral storage are requested and limited", "no memory limit", cluster => Container(Gateway(cluster)).Resources.Limits.Remove("memory")),
        new("cpu, memory and ephemeral storage are requested and limited", "no request of ephemeral storage", cluster => Container(Gateway(cluster)).Resources.Requests.Remove("ephemeral-storage")),
        new("a limit is not below its request", "less memory than asked for", cluster => Container(Gateway(cluster)).Resources.Limits["memory"] = new ResourceQuantity("100Mi")),
        new("no privileges are gained", "left out", cluster => Container(Gateway(cluster)).SecurityContext.AllowPrivilegeEscalation = null),
        new("no privileges are gained", "privileged", cluster => Container(Runner(cluster)).SecurityContext.Privileged = true),
        new("every capability is dropped and none added", "SYS_ADMIN for the sandbox", cluster => Container(Runner(cluster)).SecurityContext.Capabilities.Add = ["SYS_ADMIN"]),
        new("every capability is dropped and none added", "only some dropped", cluster => Container(Gateway(cluster)).SecurityContext.Capabilities.Drop = ["NET_RAW"]),
        new("the root file system is read-only", "left out", cluster => Container(Gateway(cluster)).SecurityContext.ReadOnlyRootFilesystem = null),
        new("no port of the node is taken", "the gateway's", cluster => Container(Gateway(cluster)).Ports[0].HostPort = 80),
        new("a container runs as no other user than its pod", "root in the container", cluster => Container(Gateway(cluster)).SecurityContext.RunAsUser = 0),
        new("a user that is not root is named", "no number", cluster => Pod(Gateway(cluster)).SecurityContext.RunAsUser = null),
        new("a user that is not root is named", "a person's number", cluster => Pod(Gateway(cluster)).SecurityContext.RunAsUser = 1000),
        new("three probes look at each main container", "no startup probe", cluster => Container(Gateway(cluster)).StartupProbe = null),
        new("liveness asks for nothing beyond the process", "the readiness page", cluster => Container(Gateway(cluster)).LivenessProbe.HttpGet.Path = "/health/ready"),
        new("a slow start is not taken for a dead process", "six seconds", cluster => Container(Gateway(cluster)).StartupProbe.FailureThreshold = 3),
    ];

    private static IEnumerable<PlantedFault> InPods =>
    [
        new("no service account token is mounted", "left out", cluster => Pod(Gateway(cluster)).AutomountServiceAccountToken = null),
        new("a service account mounts no token either", "left out", cluster => cluster.Get<V1ServiceAccount>("gateway").AutomountServiceAccountToken = null),
        new("each workload has a service account of its own", "the session's", cluster => Pod(Gateway(cluster)).ServiceAccountName = "session"),
        new("each workload has a service account of its own", "the default one", cluster => Pod(Gateway(cluster)).ServiceAccountName = null),
        new("in production the gateway asks for keys", "left out", cluster => Container(Gateway(cluster)).Env.Remove(Container(Gateway(cluster)).Env.Single(variable => variable.Name == "ApiKeys__File"))),
        new("in production the gateway asks for keys", "one file alone, which never changes", cluster => Container(Gateway(cluster)).VolumeMounts.Single(mount => mount.Name == "keys").SubPath = "keys.json"),
        new("no service links fill the environment", "left out", cluster => Pod(Gateway(cluster)).EnableServiceLinks = null),
        new("a pod shares nothing with its node", "the network", cluster => Pod(Runner(cluster)).HostNetwork = true),
        new("a pod shares nothing with its node", "a folder", cluster => Pod(Runner(cluster)).Volumes.Add(new V1Volume { Name = "cgroup", HostPath = new V1HostPathVolumeSource { Path = "/sys/fs/cgroup" } })),
        new("an empty directory has an end", "no limit", cluster => Pod(Gateway(cluster)).Volumes.Single(volume => volume.Name == "tmp").EmptyDir.SizeLimit = null),
        new("replicas are spread over nodes and zones", "not over zones", cluster => Pod(Gateway(cluster)).TopologySpreadConstraints.RemoveAt(1)),
        new("replicas are spread over nodes and zones", "pods of another", cluster => Pod(Gateway(cluster)).TopologySpreadConstraints[0].LabelSelector.MatchLabels["app.kubernetes.io/name"] = "session"),
        new("a priority is named", "left out", cluster => Pod(Gateway(cluster)).PriorityClassName = null),
        new("runners yield to services", "the services' priority", cluster => Pod(Runner(cluster)).PriorityClassName = "codeexec-service"),
        new("runners yield to services", "pushing others out", cluster => cluster.Get<V1PriorityClass>("codeexec-runner").PreemptionPolicy = null),
        new("a rolling update takes nothing away first", "one at a time", cluster => Gateway(cluster).Spec.Strategy.RollingUpdate.MaxUnavailable = "1"),
        new("an HTTP service is withdrawn before it is stopped", "no wait", cluster => Container(Gateway(cluster)).Lifecycle = null),
        new("a runner's orphans are collected", "left out", cluster => Pod(Runner(cluster)).ShareProcessNamespace = null),
        new("few old revisions are kept", "the default of ten", cluster => Gateway(cluster).Spec.RevisionHistoryLimit = null),
        new("a runner's memory holds what its slots may use", "eight slots", cluster => Container(Runner(cluster)).Env.Single(variable => variable.Name == "Runner__Slots").Value = "8"),
        new("each namespace says which level it holds its pods to", "no warning", cluster => cluster.Get<V1Namespace>("codeexec").Metadata.Labels.Remove("pod-security.kubernetes.io/warn")),
        new("only runners are beside the restricted level", "everything privileged", cluster => cluster.Get<V1Namespace>("codeexec").Metadata.Labels["pod-security.kubernetes.io/enforce"] = "privileged"),
        new("a pod satisfies the level of its namespace", "no seccomp filter", cluster => Pod(Gateway(cluster)).SecurityContext.SeccompProfile = null),
        new("a pod satisfies the level of its namespace", "an unmasked /proc", cluster => Container(Gateway(cluster)).SecurityContext.ProcMount = "Unmasked"),
        new("a runner is beside the restricted level by nothing but its unmasked /proc, in a user namespace", "the node's user ids", cluster => Pod(Runner(cluster)).HostUsers = null),
        new("a runner is beside the restricted level by nothing but its unmasked /proc, in a user namespace", "no seccomp filter", cluster => Pod(Runner(cluster)).SecurityContext.SeccompProfile = new V1SeccompProfile { Type = "Unconfined" }),
        new("a runner's seccomp profile is among the objects", "another name", cluster => Pod(Runner(cluster)).SecurityContext.SeccompProfile.LocalhostProfile = "operator/codeexec.json"),
        new("a seccomp profile refuses what it does not name", "allows by default", cluster => cluster.Get<Manifests.SeccompProfile>("codeexec-gvisor").Spec.DefaultAction = "SCMP_ACT_ALLOW"),
        new("a seccomp profile refuses what it does not name", "bpf", cluster => cluster.Get<Manifests.SeccompProfile>("codeexec-gvisor").Spec.Syscalls[0].Names.Add("bpf")),
    ];
}
