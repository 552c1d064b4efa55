namespace CodeExec.DeployTests.Manifests;

internal static class Labels
{
    /// <summary>The value, or null where there is none, or no label at all.</summary>
    public static string? Of(IDictionary<string, string>? labels, string name) => labels is not null && labels.TryGetValue(name, out var value) ? value : null;
}
