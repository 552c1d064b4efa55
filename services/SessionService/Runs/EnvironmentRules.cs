using System.Text;
using CodeExec.RunStore;
using CodeExec.SessionService.Capabilities;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Runs;

internal static class EnvironmentRules
{
    /// <summary>What is wrong with the variables of a run. Null when nothing is.</summary>
    public static ProblemHttpResult? Check(IReadOnlyDictionary<string, string?>? env, LimitsOptions limits)
    {
        foreach (var (name, value) in env ?? new Dictionary<string, string?>())
        {
            if (RunEnvironment.FaultOf(name, value) is { } fault)
            {
                return RunProblems.InvalidEnvironment(name, fault);
            }

            if (!limits.AllowedVariables.Any(pattern => Matches(pattern, name)))
            {
                return RunProblems.InvalidEnvironment(name, $"is not allowed here. Allowed: {(limits.AllowedVariables.Length == 0 ? "none" : string.Join(", ", limits.AllowedVariables))}");
            }
        }

        return env?.Count > limits.EnvironmentCount || env?.Sum(Size) > limits.EnvironmentBytes
            ? RunProblems.EnvironmentTooLarge(limits.EnvironmentCount, limits.EnvironmentBytes)
            : null;
    }

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    private static int Size(KeyValuePair<string, string?> variable) => Encoding.UTF8.GetByteCount(variable.Key) + Encoding.UTF8.GetByteCount(variable.Value ?? "");
}
