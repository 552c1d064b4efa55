using CodeExec.RunStore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.ExecutionService.DeadLetters;

internal sealed class ReplayRules(RunnerRegistry runners)
{
    // They travel inside the message, which stays below 64 KiB.
    private const int ArgsLength = 4 * 1024;

    private const int EnvironmentLength = 4 * 1024;

    /// <summary>What is wrong with <paramref name="input"/>. Null when nothing is.</summary>
    public async Task<ProblemHttpResult?> CheckAsync(ReplayInput input, DeadLetter letter)
    {
        if (CheckProgram(input, letter) is { } wrong)
        {
            return wrong;
        }

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
            ?? CheckRange("cpu_time_ms", input.Limits?.CpuTimeMs, 100, 600_000)
            ?? CheckRange("processes", input.Limits?.Processes, 1, 1024)
            ?? CheckRange("file_bytes", input.Limits?.FileBytes, 4 << 10, 1 << 30)
            ?? CheckRange("open_files", input.Limits?.OpenFiles, 16, 4096)
            ?? CheckRange("disk_bytes", input.Limits?.DiskBytes, 1 << 20, 1 << 30)
            ?? CheckRange("cpu_percent", input.Limits?.CpuPercent, 5, 6400)
            ?? (input.Language is { } language ? await CheckLanguageAsync(language) : null);
    }

    // What is not an operator's may stay: it was checked when the run was asked for.
    private static ProblemHttpResult? CheckProgram(ReplayInput input, DeadLetter letter)
    {
        var name = input.EntryPoint ?? letter.EntryPoint ?? "";
        if (name.Length > 0 && RunFileNames.FaultOf(name) is { } fault)
        {
            return DeadLetterProblems.InvalidEntryPoint(fault);
        }

        var files = input.Files ?? (letter.Files is { } kept ? RunFiles.Read(kept) : []);
        if (RunFileRules.Find(files, name.Length > 0 ? [(name, "the file with the source")] : []) is { } wrong)
        {
            return DeadLetterProblems.InvalidFiles(wrong);
        }

        foreach (var (variable, value) in input.Env ?? new Dictionary<string, string?>())
        {
            if (RunEnvironment.FaultOf(variable, value) is { } unfit)
            {
                return DeadLetterProblems.InvalidEnvironment($"env.{(variable.Length > 64 ? variable[..64] + "…" : variable)}", unfit);
            }
        }

        return input.Env?.Sum(variable => variable.Key.Length + variable.Value?.Length) > EnvironmentLength
            ? DeadLetterProblems.InvalidEnvironment("env", $"may have {EnvironmentLength} characters together")
            : null;
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
