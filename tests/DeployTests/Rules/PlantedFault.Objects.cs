using CodeExec.DeployTests.Manifests;
using k8s.Models;

namespace CodeExec.DeployTests.Rules;

internal sealed partial record PlantedFault
{
    private static IEnumerable<PlantedFault> InReferences =>
    [
        new("a workload selects its own pods", "a label that changed", cluster => Gateway(cluster).Spec.Template.Metadata.Labels["app.kubernetes.io/name"] = "door"),
        new("no workload selects the pods of another", "every runner", cluster => Runner(cluster).Spec.Selector.MatchLabels.Remove("codeexec/pool")),
        new("a namespace that is named is there", "a slip", cluster => Gateway(cluster).Metadata.NamespaceProperty = "codexec"),
        new("what is in a namespace says in which", "left out", cluster => Gateway(cluster).Metadata.NamespaceProperty = null),
        new("a service has one workload behind it, and a port of it", "no pods", cluster => cluster.Get<V1Service>("gateway").Spec.Selector["app.kubernetes.io/name"] = "door"),
        new("a service has one workload behind it, and a port of it", "no port", cluster => cluster.Get<V1Service>("gateway").Spec.Ports[0].TargetPort = "web"),
        new("a probe asks a port that the container has", "a slip", cluster => Container(Gateway(cluster)).ReadinessProbe.HttpGet.Port = "managment"),
        new("a ConfigMap that is read is there, and its key", "no map", cluster => Container(Gateway(cluster)).EnvFrom[0].ConfigMapRef.Name = "listen"),
        new("a ConfigMap that is read is there, and its key", "no key", cluster => cluster.ConfigMap("codeexec-runners", "timing").Data.Remove("runner-drain")),
        new("a ConfigMap that is read is there, and its key", "a scaler's", cluster => cluster.Get<TriggerAuthentication>("rabbitmq").Spec.ConfigMapTargetRef[0].Name = "servers"),
        new("a Secret that is read is made by secrets.sh, and its key", "another service's", cluster =>
            Container(Runner(cluster)).Env.First(variable => variable.ValueFrom?.SecretKeyRef is not null).ValueFrom.SecretKeyRef.Name = "session-redis"),
        new("a Secret that is read is made by secrets.sh, and its key", "no key", cluster => cluster.Get<TriggerAuthentication>("rabbitmq").Spec.SecretTargetRef[0].Key = "user"),
        new("a Secret that is read is made by secrets.sh, and its key", "keys of another name", cluster => Pod(Gateway(cluster)).Volumes.Single(volume => volume.Secret is not null).Secret.SecretName = "api-keys"),
        new("a service account that is used is there", "removed", cluster => cluster.Objects.Remove(cluster.Get<V1ServiceAccount>("gateway"))),
        new("a priority that is named is there", "removed", cluster => cluster.Objects.Remove(cluster.Get<V1PriorityClass>("codeexec-runner"))),
        new("what a container mounts is a volume of its pod", "removed", cluster => Pod(Gateway(cluster)).Volumes.Clear()),
        new("a scaler's credentials are there", "removed", cluster => cluster.Objects.Remove(cluster.Get<TriggerAuthentication>("rabbitmq"))),
        new("a monitor finds pods and a port of theirs", "another port", cluster => cluster.Get<PodMonitor>("runners").Spec.PodMetricsEndpoints[0].Port = "http"),
        new("a monitor finds pods and a port of theirs", "no pods", cluster => cluster.Get<PodMonitor>("runners").Spec.Selector.MatchLabels["app.kubernetes.io/part-of"] = "codexec"),
    ];

    private static IEnumerable<PlantedFault> InScaling =>
    [
        new("each deployment has one scaler", "none", cluster => cluster.Objects.Remove(cluster.Get<V2HorizontalPodAutoscaler>("gateway"))),
        new("each deployment has one scaler", "two", cluster => cluster.Objects.Add(new V2HorizontalPodAutoscaler
        {
            Metadata = new V1ObjectMeta { Name = "more", NamespaceProperty = "codeexec-runners" },
            Spec = new V2HorizontalPodAutoscalerSpec { ScaleTargetRef = new V2CrossVersionObjectReference { Name = "runner" } },
        })),
        new("a scaler has a deployment", "a slip", cluster => cluster.Get<ScaledObject>("runner").Spec.ScaleTargetRef.Name = "runners"),
        new("nobody but the scaler sets replicas", "three", cluster => Runner(cluster).Spec.Replicas = 3),
        new("a scaler has room to scale", "one size", cluster => cluster.Get<V2HorizontalPodAutoscaler>("gateway").Spec.MaxReplicas = 2),
        new("a scaler has room to scale", "to zero", cluster => cluster.Get<ScaledObject>("runner").Spec.MinReplicaCount = 0),
        new("two of each are there in production", "one gateway", cluster => cluster.Get<V2HorizontalPodAutoscaler>("gateway").Spec.MinReplicas = 1),
        new("two of each are there in production", "one runner", cluster => cluster.Get<ScaledObject>("runner").Spec.MinReplicaCount = 1),
        new("scaling up is at once, scaling down takes minutes", "a minute's wait", cluster => cluster.Get<V2HorizontalPodAutoscaler>("gateway").Spec.Behavior.ScaleUp.StabilizationWindowSeconds = 60),
        new("scaling up is at once, scaling down takes minutes", "down at once", cluster => cluster.Get<ScaledObject>("runner").Spec.Advanced!.HorizontalPodAutoscalerConfig!.Behavior!.ScaleDown.StabilizationWindowSeconds = 0),
        new("services follow their cpu", "95 per cent", cluster => cluster.Get<V2HorizontalPodAutoscaler>("gateway").Spec.Metrics[0].Resource.Target.AverageUtilization = 95),
        new("runners follow a queue of theirs", "a slip", cluster => Trigger(cluster)["queueName"] = "run_code"),
        new("runners follow a queue of theirs", "the queue of a pool", cluster => Trigger(cluster)["queueName"] = "run-code.jvm"),
        new("runners are there for each pool that runs are sent to, and for no other", "no runners", cluster => cluster.Objects.Remove(cluster.Get<V1Deployment>("runner-jvm"))),
        new("runners are there for each pool that runs are sent to, and for no other", "no runs", cluster => Pool(cluster).Value = "jmv"),
        new("a pool is asked for languages that there are", "a slip", cluster => Pool(cluster).Name = "Executions__Pools__jawa"),
        new("runs that are being run count too", "waiting ones alone", cluster => Trigger(cluster)["excludeUnacknowledged"] = "true"),
        new("runs that are being run count too", "AMQP, which tells of waiting ones alone", cluster => Trigger(cluster)["protocol"] = "amqp"),
        new("a runner is asked for no more runs than it has slots", "twenty", cluster => Trigger(cluster)["value"] = "20"),
        new("a scaler that cannot ask takes no runner away", "down to the fallback", cluster => cluster.Get<ScaledObject>("runner").Spec.Fallback!.Behavior = "static"),
        new("each deployment has one disruption budget", "none", cluster => cluster.Objects.Remove(cluster.Get<V1PodDisruptionBudget>("gateway"))),
        new("a disruption budget has one deployment", "no pods", cluster => cluster.Get<V1PodDisruptionBudget>("gateway").Spec.Selector.MatchLabels["app.kubernetes.io/name"] = "door"),
        new("a node can be drained", "none may go", cluster => cluster.Get<V1PodDisruptionBudget>("gateway").Spec.MaxUnavailable = "0"),
    ];

    private static IEnumerable<PlantedFault> InNetwork =>
    [
        new("nothing goes in or out that no policy lets through", "no default", cluster => cluster.Objects.Remove(cluster.All<V1NetworkPolicy>().First(policy =>
            policy.Metadata is { Name: "default-deny", NamespaceProperty: "codeexec-runners" }))),
        new("nothing goes in or out that no policy lets through", "ingress alone", cluster => cluster.All<V1NetworkPolicy>().First(policy => policy.Metadata.Name == "default-deny").Spec.PolicyTypes = ["Ingress"]),
        new("each connection of the architecture is let through", "no way out", cluster => Policy(cluster, "runner").Spec.Egress.Clear()),
        new("each connection of the architecture is let through", "no way in", cluster => Policy(cluster, "redis").Spec.Ingress[0].FromProperty.RemoveAt(2)),
        new("no other connection is let through", "a runner at the database", cluster =>
        {
            Policy(cluster, "runner").Spec.Egress[0].Ports.Add(new V1NetworkPolicyPort { Port = 5432 });
            Policy(cluster, "postgres").Spec.Ingress[0].FromProperty.Add(Policy(cluster, "redis").Spec.Ingress[0].FromProperty[2]);
        }),
        new("from outside comes only what must", "everybody at the gateway", cluster => Policy(cluster, "gateway").Spec.Ingress[0].FromProperty = null),
        new("from outside comes only what must", "clients at the management port", cluster => Policy(cluster, "gateway").Spec.Ingress[0].Ports.Add(new V1NetworkPolicyPort { Port = 8081 })),
        new("to the outside goes only what must", "a runner at the internet", cluster =>
            Policy(cluster, "runner").Spec.Egress.Add(new V1NetworkPolicyEgressRule { To = [new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = "0.0.0.0/0" } }], Ports = [new V1NetworkPolicyPort { Port = 443 }] })),
        new("to the outside goes only what must", "every port of the servers", cluster => Policy(cluster, "runner").Spec.Egress[0].Ports = null),
        new("names can be looked up", "no policy", cluster => cluster.Objects.RemoveAll(one => one is V1NetworkPolicy { Metadata.Name: "every-pod" })),
        new("metrics can be fetched", "no policy", cluster => cluster.Objects.RemoveAll(one => one is V1NetworkPolicy { Metadata.Name: "every-pod" })),
    ];

    private static IEnumerable<PlantedFault> InTimingAndSecrets =>
    [
        new("the longest run ends before the drain does", "30 s", cluster => cluster.ConfigMap("codeexec-runners", "timing").Data["runner-drain"] = "00:00:30"),
        new("the longest request ends before the drain does", "20 s", cluster => cluster.ConfigMap("codeexec", "timing").Data["service-drain"] = "00:00:20"),
        new("the drain ends before the grace does", "the default of 30 s", cluster => Pod(Runner(cluster)).TerminationGracePeriodSeconds = null),
        new("the drain ends before the grace does", "a longer drain", cluster => cluster.ConfigMap("codeexec", "timing").Data["service-drain"] = "00:01:00"),
        new("every wait comes from one place", "written out", cluster =>
        {
            var drain = Container(Runner(cluster)).Env.Single(variable => variable.Name == "Shutdown__DrainTime");
            (drain.Value, drain.ValueFrom) = ("00:01:00", null);
        }),
        new("no Secret is in a manifest", "one", cluster => cluster.Objects.Add(new V1Secret { Metadata = new V1ObjectMeta { Name = "session-redis" } })),
        new("no password is in an environment", "a password", cluster => Container(Gateway(cluster)).Env.Add(new V1EnvVar { Name = "MessageBus__Password", Value = "guest" })),
        new("no password is in an environment", "a connection string", cluster =>
            Container(Gateway(cluster)).Env.Add(new V1EnvVar { Name = "Audit__ConnectionString", Value = "Host=postgres;Password=codeexec" })),
        new("no password is in a ConfigMap", "a user's", cluster => cluster.ConfigMap("codeexec", "servers").Data["redis-address"] = "redis:6379,password=codeexec"),
    ];

    private static V1EnvVar Pool(Cluster cluster) => Container(cluster.Get<V1Deployment>("execution")).Env.Single(variable => variable.Name == "Executions__Pools__java");

    private static Dictionary<string, string> Trigger(Cluster cluster) => cluster.Get<ScaledObject>("runner").Spec.Triggers[0].Metadata;
}
