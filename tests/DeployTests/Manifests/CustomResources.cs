using k8s;
using k8s.Models;

namespace CodeExec.DeployTests.Manifests;

/// <summary>Kinds that operators add, with the fields that we use: KEDA, the Prometheus operator, the Security Profiles Operator.</summary>
internal static class CustomResources
{
    public static Dictionary<string, Type> Types { get; } = new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(TriggerAuthentication),
        ["monitoring.coreos.com/v1/PodMonitor"] = typeof(PodMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
        ["security-profiles-operator.x-k8s.io/v1beta1/SeccompProfile"] = typeof(SeccompProfile),
    };
}

internal abstract class CustomResource : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();
}

internal sealed class ScaledObject : CustomResource
{
    public ScaledObjectSpec Spec { get; set; } = new();
}

internal sealed class ScaledObjectSpec
{
    public ScaleTarget ScaleTargetRef { get; set; } = new();

    public int? MinReplicaCount { get; set; }

    public int? MaxReplicaCount { get; set; }

    public int? PollingInterval { get; set; }

    public int? CooldownPeriod { get; set; }

    public ScaleFallback? Fallback { get; set; }

    public ScaleAdvanced? Advanced { get; set; }

    public List<ScaleTrigger> Triggers { get; set; } = [];
}

internal sealed class ScaleTarget
{
    public string Name { get; set; } = "";

    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }
}

internal sealed class ScaleFallback
{
    public int FailureThreshold { get; set; }

    public int Replicas { get; set; }

    public string? Behavior { get; set; }
}

internal sealed class ScaleAdvanced
{
    public ScaleHpa? HorizontalPodAutoscalerConfig { get; set; }
}

internal sealed class ScaleHpa
{
    public string? Name { get; set; }

    public V2HorizontalPodAutoscalerBehavior? Behavior { get; set; }
}

internal sealed class ScaleTrigger
{
    public string Type { get; set; } = "";

    public string? Name { get; set; }

    public string? MetricType { get; set; }

    public Dictionary<string, string> Metadata { get; set; } = [];

    public NameReference? AuthenticationRef { get; set; }
}

internal sealed class NameReference
{
    public string Name { get; set; } = "";

    public string? Kind { get; set; }
}

internal sealed class TriggerAuthentication : CustomResource
{
    public TriggerAuthenticationSpec Spec { get; set; } = new();
}

internal sealed class TriggerAuthenticationSpec
{
    public List<SecretTarget> SecretTargetRef { get; set; } = [];

    public List<SecretTarget> ConfigMapTargetRef { get; set; } = [];
}

internal sealed class SecretTarget
{
    public string Parameter { get; set; } = "";

    public string Name { get; set; } = "";

    public string Key { get; set; } = "";
}

internal sealed class PodMonitor : CustomResource
{
    public PodMonitorSpec Spec { get; set; } = new();
}

internal sealed class PodMonitorSpec
{
    public V1LabelSelector Selector { get; set; } = new();

    public NamespaceChoice? NamespaceSelector { get; set; }

    public List<string>? PodTargetLabels { get; set; }

    public List<MonitoredPort> PodMetricsEndpoints { get; set; } = [];
}

internal sealed class NamespaceChoice
{
    public List<string> MatchNames { get; set; } = [];
}

internal sealed class MonitoredPort
{
    public string Port { get; set; } = "";

    public string? Path { get; set; }

    public string? Interval { get; set; }
}

internal sealed class PrometheusRule : CustomResource
{
    public AlertFile Spec { get; set; } = new();
}

internal sealed class AlertFile
{
    public List<AlertGroup> Groups { get; set; } = [];
}

internal sealed class AlertGroup
{
    public string Name { get; set; } = "";

    public string? Interval { get; set; }

    public List<AlertRule> Rules { get; set; } = [];
}

internal sealed class AlertRule
{
    public string Alert { get; set; } = "";

    public string Expr { get; set; } = "";

    public string? For { get; set; }

    public Dictionary<string, string> Labels { get; set; } = [];

    public Dictionary<string, string> Annotations { get; set; } = [];
}

internal sealed class SeccompProfile : CustomResource
{
    public SeccompProfileSpec Spec { get; set; } = new();
}

internal sealed class SeccompProfileSpec
{
    public string DefaultAction { get; set; } = "";

    public List<string> Architectures { get; set; } = [];

    public List<SeccompCalls> Syscalls { get; set; } = [];
}

internal sealed class SeccompCalls
{
    public string Action { get; set; } = "";

    public int? ErrnoRet { get; set; }

    public List<string> Names { get; set; } = [];

    public List<SeccompArgument>? Args { get; set; }
}

internal sealed class SeccompArgument
{
    public int Index { get; set; }

    public long Value { get; set; }

    public string Op { get; set; } = "";
}
