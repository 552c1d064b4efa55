using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunStore;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Programs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Runs;

internal static class RunInputRules
{
    /// <summary>What is wrong with <paramref name="input"/>. Null when nothing is.</summary>
    public static ProblemHttpResult? Check(RunInput input, LimitsOptions limits)
    {
        var (asked, most) = (input.Limits, limits.Maximum);
        return CheckStdin(input.Stdin, limits)
            ?? CheckArgs(input.Args, limits)
            ?? (input.Files is { } files && RunFileRules.Find(files) is { } fault ? ProgramProblems.InvalidFiles(fault) : null)
            ?? EnvironmentRules.Check(input.Env, limits)
            ?? CheckRange("wall_time_ms", asked?.WallTimeMs, (long)LimitsOptions.MinimumWallTime.TotalMilliseconds, (long)most.WallTime.TotalMilliseconds)
            ?? CheckRange("memory_bytes", asked?.MemoryBytes, LimitsOptions.MinimumMemoryBytes, most.MemoryBytes)
            ?? CheckRange("output_bytes", asked?.OutputBytes, LimitsOptions.MinimumOutputBytes, most.OutputBytes)
            ?? CheckRange("cpu_time_ms", asked?.CpuTimeMs, (long)LimitsOptions.MinimumCpuTime.TotalMilliseconds, (long)limits.MostCpuTime.TotalMilliseconds)
            ?? CheckRange("processes", asked?.Processes, 1, limits.MostProcesses);
    }

    /// <summary>The limits of a run that asked for <paramref name="asked"/>, which passed the check.</summary>
    public static RunLimits Resolve(RunInputLimits? asked, LimitsOptions limits) => new()
    {
        WallTime = asked?.WallTimeMs is { } wall ? TimeSpan.FromMilliseconds(wall) : limits.WallTime,
        MemoryBytes = asked?.MemoryBytes ?? limits.MemoryBytes,
        OutputBytes = asked?.OutputBytes ?? limits.OutputBytes,
        CpuTime = asked?.CpuTimeMs is { } cpu ? TimeSpan.FromMilliseconds(cpu) : limits.CpuTime,
        Processes = (int?)asked?.Processes ?? limits.Processes,
    };

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

    private static ProblemHttpResult? CheckRange(string name, long? value, long minimum, long maximum) =>
        value < minimum || value > maximum ? RunProblems.LimitOutOfRange(name, value.Value, minimum, maximum) : null;
}
