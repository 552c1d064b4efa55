using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunStore;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Programs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Runs;

internal static class RunInputRules
{
    /// <summary>What is wrong with <paramref name="input"/> but for its limits, which depend on the language. Null when nothing is.</summary>
    public static ProblemHttpResult? Check(RunInput input, LimitsOptions limits) =>
        CheckStdin(input.Stdin, limits)
        ?? CheckArgs(input.Args, limits)
        ?? (input.Files is { } files && RunFileRules.Find(files) is { } fault ? ProgramProblems.InvalidFiles(fault) : null)
        ?? EnvironmentRules.Check(input.Env, limits);

    /// <summary>What is wrong with the limits that a run asks for. Null when nothing is.</summary>
    public static ProblemHttpResult? Check(RunInputLimits? asked, RunLimitRanges limits) =>
        CheckRange("wall_time_ms", asked?.WallTimeMs, limits.WallTimeMs)
        ?? CheckRange("memory_bytes", asked?.MemoryBytes, limits.MemoryBytes)
        ?? CheckRange("output_bytes", asked?.OutputBytes, limits.OutputBytes)
        ?? CheckRange("cpu_time_ms", asked?.CpuTimeMs, limits.CpuTimeMs)
        ?? CheckRange("processes", asked?.Processes, limits.Processes)
        ?? CheckRange("file_bytes", asked?.FileBytes, limits.FileBytes)
        ?? CheckRange("open_files", asked?.OpenFiles, limits.OpenFiles)
        ?? CheckRange("disk_bytes", asked?.DiskBytes, limits.DiskBytes)
        ?? CheckRange("cpu_percent", asked?.CpuPercent, limits.CpuPercent);

    /// <summary>The limits of a run that asked for <paramref name="asked"/>, which passed the check.</summary>
    public static RunLimits Resolve(RunInputLimits? asked, RunLimitRanges limits)
    {
        var wall = (asked?.WallTimeMs ?? limits.WallTimeMs.Default)!.Value;
        // Unsaid, it stays twice the wall-clock time when an operator runs a dead letter again with another.
        var cpu = asked?.CpuTimeMs ?? (limits.CpuTimeFollowsWallTime && 2 * wall <= limits.CpuTimeMs.Maximum ? null
            : limits.CpuTimeFollowsWallTime ? limits.CpuTimeMs.Maximum
            : limits.CpuTimeMs.Default);
        return new()
        {
            WallTime = TimeSpan.FromMilliseconds(wall),
            MemoryBytes = (asked?.MemoryBytes ?? limits.MemoryBytes.Default)!.Value,
            OutputBytes = (asked?.OutputBytes ?? limits.OutputBytes.Default)!.Value,
            CpuTime = cpu is null ? null : TimeSpan.FromMilliseconds(cpu.Value),
            Processes = (int?)(asked?.Processes ?? limits.Processes.Default),
            FileBytes = asked?.FileBytes ?? limits.FileBytes.Default,
            OpenFiles = (int?)(asked?.OpenFiles ?? limits.OpenFiles.Default),
            DiskBytes = asked?.DiskBytes ?? limits.DiskBytes.Default,
            CpuPercent = (int?)(asked?.CpuPercent ?? limits.CpuPercent.Default),
        };
    }

    private static ProblemHttpResult? CheckStdin(string? stdin, LimitsOptions limits)
    {
        var size = Encoding.UTF8.GetByteCount(stdin ?? "");
        return size > limits.StdinBytes ? RunProblems.StdinTooLarge(size, limits.StdinBytes) : null;
    }

    private static ProblemHttpResult? CheckArgs(IReadOnlyList<string?>? args, LimitsOptions limits)
    {
        for (var index = 0; index < args?.Count; index++)
        {
            // execve(2) takes strings that end at the first NUL.
            if (args[index]?.Contains('\0', StringComparison.Ordinal) ?? true)
            {
                return RunProblems.BadArgument(index);
            }
        }

        return args?.Count > limits.ArgsCount || args?.Sum(arg => Encoding.UTF8.GetByteCount(arg!)) > limits.ArgsBytes
            ? RunProblems.ArgsTooLarge(limits.ArgsCount, limits.ArgsBytes)
            : null;
    }

    private static ProblemHttpResult? CheckRange(string name, long? value, LimitRange range) =>
        value < range.Minimum || value > range.Maximum ? RunProblems.LimitOutOfRange(name, value.Value, range.Minimum, range.Maximum) : null;
}
