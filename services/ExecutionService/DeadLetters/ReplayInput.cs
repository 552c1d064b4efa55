using System.Text.Json;
using CodeExec.RunStore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>What shall be other than in the dead letter. All of it may be left out.</summary>
internal sealed record ReplayInput
{
    /// <summary>Name of a language that a runner has.</summary>
    public string? Language { get; init; }

    public string? SourceCode { get; init; }

    public string? Stdin { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public ReplayLimits? Limits { get; init; }

    /// <summary>The first of what the letter lost that is not here either. Null when nothing is missing.</summary>
    public string? FindMissing(DeadLetter letter)
    {
        // Letters of before that column was there have lost what they need most.
        var lost = letter.Lost is not null ? JsonSerializer.Deserialize<string[]>(letter.Lost)!
            : letter.Source is null ? [ReplayField.SourceCode]
            : [];
        return lost.FirstOrDefault(field => field switch
        {
            ReplayField.SourceCode => SourceCode is null,
            ReplayField.Stdin => Stdin is null,
            _ => Args is null,
        });
    }
}

/// <summary>Names of what a run is asked with, as in the body of a replay.</summary>
internal static class ReplayField
{
    public const string SourceCode = "source_code";

    public const string Stdin = "stdin";

    public const string Args = "args";
}

/// <summary>Limits of a run; what is left out stays as it was. An operator may go up to what runners take, beyond the clients' maximum.</summary>
internal sealed record ReplayLimits
{
    /// <summary>100 ms to 5 min.</summary>
    public long? WallTimeMs { get; init; }

    /// <summary>16 MiB to 16 GiB.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>1 KiB to 16 MiB, for each output stream.</summary>
    public long? OutputBytes { get; init; }
}

internal sealed class ReplayRules(RunnerRegistry runners)
{
    // They travel inside the message, which stays below 64 KiB.
    private const int ArgsLength = 4 * 1024;

    /// <summary>What is wrong with <paramref name="input"/>. Null when nothing is.</summary>
    public async Task<ProblemHttpResult?> CheckAsync(ReplayInput input)
    {
        if (input.Args is { } args)
        {
            // execve(2) takes strings that end at the first NUL.
            if (args.Any(arg => arg is null || arg.Contains('\0', StringComparison.Ordinal)))
            {
                return DeadLetterProblems.InvalidArgs("args must be strings without U+0000, where the operating system would cut them.");
            }

            if (args.Sum(arg => arg.Length + 1) > ArgsLength)
            {
                return DeadLetterProblems.InvalidArgs($"args may have {ArgsLength} characters together. Pass more by stdin.");
            }
        }

        return CheckRange("wall_time_ms", input.Limits?.WallTimeMs, 100, 300_000)
            ?? CheckRange("memory_bytes", input.Limits?.MemoryBytes, 16L << 20, 16L << 30)
            ?? CheckRange("output_bytes", input.Limits?.OutputBytes, 1 << 10, 16 << 20)
            ?? (input.Language is { } language ? await CheckLanguageAsync(language) : null);
    }

    private async Task<ProblemHttpResult?> CheckLanguageAsync(string language)
    {
        var alive = await runners.ListAsync();
        return alive.Any(runner => runner.Languages.TryGetValue(language, out var status) && status.Missing is null)
            ? null
            : DeadLetterProblems.LanguageUnavailable(language);
    }

    private static ProblemHttpResult? CheckRange(string name, long? value, long minimum, long maximum) =>
        value < minimum || value > maximum ? DeadLetterProblems.LimitOutOfRange(name, value.Value, minimum, maximum) : null;
}
