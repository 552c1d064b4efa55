using CodeExec.TestKit;

namespace CodeExec.DeployTests.Observability;

/// <summary>The metrics pages of docs/metrics, taken from each service under load.</summary>
internal static class MetricsPages
{
    // Prometheus adds the first two to all that it scrapes, and the last one is a bucket's, which the documents leave out.
    private static readonly string[] Everywhere = ["job", "instance", "le"];

    private static readonly ILookup<string, string> Labels = Directory.GetFiles(Path.Combine(Machine.Root, "docs/metrics"), "*.txt")
        .SelectMany(File.ReadLines)
        .Where(line => !line.StartsWith('#') && line.Contains('{', StringComparison.Ordinal))
        .Select(line => line.Split('{', '}'))
        .SelectMany(parts => parts[1].Split("\",").Select(label => (Metric: parts[0], Label: label.Split('=')[0])))
        .ToLookup(pair => pair.Metric, pair => pair.Label);

    public static bool MayHave(string metric, string label) => Everywhere.Contains(label)
        || Labels[metric.Replace("_bucket", "_count", StringComparison.Ordinal)].Contains(label);
}
