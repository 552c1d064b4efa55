using CodeExec.DeployTests.Manifests;
using k8s.Models;

namespace CodeExec.DeployTests.Rules;

/// <summary>The levels of Pod Security admission, as far as these pods could break them.</summary>
internal static class PodSecurityRules
{
    private const string Enforce = "pod-security.kubernetes.io/enforce";

    // Volumes of the restricted level.
    private static readonly Func<V1Volume, bool> IsOrdinary = volume =>
        volume is { ConfigMap: not null } or { EmptyDir: not null } or { Secret: not null } or { Projected: not null } or { DownwardAPI: not null } or { PersistentVolumeClaim: not null };

    // What has led out of containers or lets one program look at the whole machine, and no sandbox needs.
    private static readonly HashSet<string> Dangerous =
    [
        "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "keyctl", "add_key", "request_key", "kexec_load", "init_module", "finit_module", "delete_module",
        "open_by_handle_at", "clone3", "fsopen", "fsmount", "move_mount", "open_tree", "mount_setattr", "reboot", "swapon", "settimeofday", "clock_settime", "acct", "quotactl",
    ];

    public static IEnumerable<Rule> All { get; } =
    [
        new("each namespace says which level it holds its pods to", cluster => cluster.All<V1Namespace>().Where(space =>
            new[] { "enforce", "audit", "warn" }.Any(mode => space.Metadata.Labels?.ContainsKey($"pod-security.kubernetes.io/{mode}") != true)).Select(space => space.Metadata.Name)),
        new("only runners are beside the restricted level", cluster => cluster.Workloads.Where(workload => !workload.IsRunner && Level(cluster, workload) != "restricted").Select(workload => $"{workload}")),
        new("a pod satisfies the level of its namespace", cluster => from workload in cluster.Workloads
                                                                     where Level(cluster, workload) == "restricted"
                                                                     from fault in Unrestricted(workload)
                                                                     select $"{workload}: {fault}"),
        new("a runner is beside the restricted level by nothing but its unmasked /proc, in a user namespace", cluster => from workload in cluster.Workloads
                                                                                                                        where workload.IsRunner
                                                                                                                        from fault in Unrestricted(workload)
                                                                                                                        where fault != "procMount" || workload.Pod.HostUsers != false
                                                                                                                        select $"{workload}: {fault}"),
        new("a runner's seccomp profile is among the objects", cluster => cluster.Workloads.Where(workload => workload.IsRunner
            && !cluster.All<SeccompProfile>().Any(profile => workload.Pod.SecurityContext?.SeccompProfile?.LocalhostProfile == $"operator/{profile.Metadata.Name}.json")).Select(workload => $"{workload}")),
        new("a seccomp profile refuses what it does not name", cluster => cluster.All<SeccompProfile>().Where(profile => profile.Spec.DefaultAction != "SCMP_ACT_ERRNO"
            || profile.Spec.Syscalls.Any(calls => calls.Action == "SCMP_ACT_ALLOW" && calls.Names.Any(Dangerous.Contains))).Select(profile => profile.Metadata.Name)),
    ];

    private static string? Level(Cluster cluster, Workload workload) =>
        Labels.Of(cluster.All<V1Namespace>().SingleOrDefault(space => space.Metadata.Name == workload.Namespace)?.Metadata.Labels, Enforce);

    // Pod Security Standards, "Restricted", baseline included.
    private static IEnumerable<string> Unrestricted(Workload workload)
    {
        var pod = workload.Pod;
        (string Fault, bool Found)[] checks =
        [
            ("host namespaces", pod is { HostNetwork: true } or { HostPID: true } or { HostIPC: true }),
            ("privileged", workload.Containers.Any(container => container.SecurityContext?.Privileged == true)),
            ("capabilities", workload.Containers.Any(container => container.SecurityContext?.Capabilities?.Drop?.Contains("ALL") != true
                || (container.SecurityContext.Capabilities.Add ?? []).Any(capability => capability != "NET_BIND_SERVICE"))),
            ("volumes", (pod.Volumes ?? []).Any(volume => !IsOrdinary(volume))),
            ("host ports", workload.Containers.Any(container => (container.Ports ?? []).Any(port => port.HostPort > 0))),
            ("procMount", workload.Containers.Any(container => container.SecurityContext?.ProcMount is not (null or "Default"))),
            ("seccomp", pod.SecurityContext?.SeccompProfile?.Type is not ("RuntimeDefault" or "Localhost")
                || workload.Containers.Any(container => container.SecurityContext?.SeccompProfile?.Type is not (null or "RuntimeDefault" or "Localhost"))),
            ("sysctls", pod.SecurityContext?.Sysctls is { Count: > 0 }),
            ("privilege escalation", workload.Containers.Any(container => container.SecurityContext?.AllowPrivilegeEscalation != false)),
            ("root", pod.SecurityContext is not { RunAsNonRoot: true, RunAsUser: not 0 } || workload.Containers.Any(container => container.SecurityContext is { RunAsUser: 0 } or { RunAsNonRoot: false })),
            ("SELinux or AppArmor", pod.SecurityContext is { SeLinuxOptions: not null } or { AppArmorProfile.Type: "Unconfined" }),
        ];
        return checks.Where(check => check.Found).Select(check => check.Fault);
    }
}
