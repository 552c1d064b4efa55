using System.Text.RegularExpressions;
using CodeExec.Contracts;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>Which queue the runs of a language go to.</summary>
internal static partial class RunnerPools
{
    /// <summary>Every queue of runs there is.</summary>
    public static IEnumerable<string> RunQueues(this ExecutionOptions options) => options.Pools.Values.Append("").Distinct().Select(Queues.RunCodeOf);

    /// <summary>Where the runs of a language are sent.</summary>
    public static Uri AddressOf(this ExecutionOptions options, string language) =>
        new($"exchange:{Queues.RunCodeOf(options.Pools.TryGetValue(language, out var pool) ? pool : "")}");

    /// <summary>Whether each name can be part of a queue's.</summary>
    public static bool AreNames(IEnumerable<string> pools) => pools.All(pool => Name().IsMatch(pool));

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex Name();
}
