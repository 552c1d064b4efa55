using System.Text.RegularExpressions;
using k8s.Models;

namespace CodeExec.DeployTests.Manifests;

/// <summary>The environment of a container as the kubelet would make it.</summary>
internal static partial class ContainerEnvironment
{
    /// <param name="cluster">Where its ConfigMaps are.</param>
    /// <param name="workload">Whose first container it is.</param>
    /// <param name="secrets">The Secrets, which no manifest has. Null leaves empty what comes from them.</param>
    public static Dictionary<string, string> Of(Cluster cluster, Workload workload, IReadOnlyCollection<V1Secret>? secrets)
    {
        var container = workload.Pod.Containers[0];
        var environment = new Dictionary<string, string>();
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (name, value) in Map(source.ConfigMapRef.Name).Data)
            {
                environment[name] = value;
            }
        }

        foreach (var variable in container.Env)
        {
            environment[variable.Name] = Value(variable);
        }

        return environment;

        V1ConfigMap Map(string name) => cluster.All<V1ConfigMap>().Single(map => map.Metadata.NamespaceProperty == workload.Namespace && map.Metadata.Name == name);

        string Value(V1EnvVar variable) => variable.ValueFrom switch
        {
            { ConfigMapKeyRef: { } key } => Map(key.Name).Data[key.Key],
            { SecretKeyRef: { } key } => secrets?.Single(secret => secret.Metadata.NamespaceProperty == workload.Namespace && secret.Metadata.Name == key.Name).StringData[key.Key] ?? "",
            { FieldRef: not null } => workload.Name,
            _ => Reference().Replace(variable.Value ?? "", match => environment.GetValueOrDefault(match.Groups["name"].Value, match.Value)),
        };
    }

    /// <summary>A use of another variable: <c>$(NAME)</c>.</summary>
    [GeneratedRegex(@"\$\((?<name>\w+)\)")]
    public static partial Regex Reference();
}
