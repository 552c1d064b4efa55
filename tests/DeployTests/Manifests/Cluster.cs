using k8s;
using k8s.Models;
using Resource = k8s.IKubernetesObject<k8s.Models.V1ObjectMeta>;

namespace CodeExec.DeployTests.Manifests;

/// <summary>The objects of one overlay, as an API server would hold them. Each test gets its own, to break as it likes.</summary>
internal sealed class Cluster
{
    public List<Resource> Objects { get; init; } = [];

    /// <summary>Whether it is for users.</summary>
    public bool IsProduction { get; init; }

    /// <summary>Loads an overlay by the name of its folder; a field that no kind has is an error.</summary>
    public static Cluster Load(string overlay) => new()
    {
        Objects = Parse(Kustomize.Render(Kustomize.Overlays.Single(folder => Path.GetFileName(folder) == overlay))),
        IsProduction = overlay != "dev",
    };

    public static List<Resource> Parse(string yaml) => [.. KubernetesYaml.LoadAllFromString(yaml, CustomResources.Types, strict: true).Cast<Resource>()];

    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    public T Get<T>(string name)
        where T : Resource => All<T>().Single(candidate => candidate.Metadata.Name == name);

    /// <summary>The one whose name had a hash put behind it.</summary>
    public V1ConfigMap ConfigMap(string space, string name) =>
        All<V1ConfigMap>().Single(map => map.Metadata.NamespaceProperty == space && (map.Metadata.Name == name || map.Metadata.Name.StartsWith($"{name}-", StringComparison.Ordinal)));

    /// <summary>Whatever makes pods.</summary>
    public IEnumerable<Workload> Workloads => Objects.Select(Workload.Of).OfType<Workload>();
}

/// <summary>Something that makes pods of one template.</summary>
internal sealed record Workload(Resource Owner, V1PodTemplateSpec Template, V1LabelSelector Selector)
{
    public string Name => Owner.Metadata.Name;

    public string Namespace => Owner.Metadata.NamespaceProperty;

    public V1PodSpec Pod => Template.Spec;

    public IDictionary<string, string> Labels => Template.Metadata.Labels;

    public IEnumerable<V1Container> Containers => [.. Pod.InitContainers ?? [], .. Pod.Containers];

    /// <summary>Of ours, and not a server of the development cluster.</summary>
    public bool IsService => Owner is V1Deployment;

    public bool IsRunner => Labels.TryGetValue("app.kubernetes.io/name", out var name) && name == "runner";

    public override string ToString() => $"{Owner.Kind} {Namespace}/{Name}";

    public static Workload? Of(Resource owner) => owner switch
    {
        V1Deployment deployment => new(owner, deployment.Spec.Template, deployment.Spec.Selector),
        V1StatefulSet set => new(owner, set.Spec.Template, set.Spec.Selector),
        _ => null,
    };

    public bool Matches(V1LabelSelector? selector) => selector is not null
        && (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
