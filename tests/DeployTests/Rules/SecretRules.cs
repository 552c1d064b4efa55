using System.Text.RegularExpressions;
using k8s.Models;

namespace CodeExec.DeployTests.Rules;

internal static partial class SecretRules
{
    public static IEnumerable<Rule> All { get; } =
    [
        new("no Secret is in a manifest", cluster => cluster.All<V1Secret>().Select(secret => secret.Metadata.Name)),
        // The path of a file is none.
        Rule.OfContainers("no password is in an environment", container => (container.Env ?? []).All(variable =>
            variable.Value is not { Length: > 0 } value || ((value[0] == '/' || !SecretName().IsMatch(variable.Name)) && !WrittenOut().IsMatch(value)))),
        new("no password is in a ConfigMap", cluster => from map in cluster.All<V1ConfigMap>()
                                                        from entry in map.Data ?? new Dictionary<string, string>()
                                                        where SecretName().IsMatch(entry.Key) || WrittenOut().IsMatch(entry.Value)
                                                        select $"{map.Metadata.Name}: {entry.Key}"),
    ];

    [GeneratedRegex("password|secret|token|apikey", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    // password=… but not password=$(…), "password": "…" but not "password": "$…", and user:password@host.
    [GeneratedRegex("""password["']?(\s*=|:)\s*["']?(?![$:"'\s])\S|://\w+:[^@$/\s]+@""", RegexOptions.IgnoreCase)]
    private static partial Regex WrittenOut();
}
