using System.Text.RegularExpressions;

namespace CodeExec.DeployTests.Observability;

/// <summary>Enough of Prometheus's language to tell which metrics an expression names.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words = ["and", "or", "unless", "offset", "bool", "inf", "nan"];

    public static IEnumerable<string> MetricsIn(string expression) =>
        Name().Matches(Grouping().Replace(Range().Replace(Labels().Replace(Text().Replace(expression, ""), ""), ""), ""))
            .Select(match => match.Value)
            .Where(name => !Words.Contains(name.ToLowerInvariant()))
            .Distinct();

    /// <summary>Each label that an expression selects or groups by, with a metric that must have it.</summary>
    public static IEnumerable<(string Metric, string Label)> LabelsIn(string expression)
    {
        var selected = Selector().Matches(Text().Replace(expression, ""))
            .SelectMany(match => match.Groups["labels"].Value.Split(',').Select(label => (match.Groups["name"].Value, label.Trim().TrimEnd('=', '!', '~'))));
        var grouped = Grouping().Matches(expression)
            .SelectMany(match => match.Groups["labels"].Value.Split(','))
            .SelectMany(label => MetricsIn(expression).Select(metric => (metric, label.Trim())));
        return selected.Concat(grouped).Distinct();
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<name>[a-zA-Z_:][\w:]*)\{(?<labels>[^}]+)\}")]
    private static partial Regex Selector();

    // Not a function, which has a parenthesis after it, nor a duration or a number, which begin with a digit.
    [GeneratedRegex(@"(?<![\w.])[a-zA-Z_:][\w:]*\b(?!\s*\()")]
    private static partial Regex Name();
}
