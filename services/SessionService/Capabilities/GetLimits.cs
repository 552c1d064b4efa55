using CodeExec.RunStore;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService.Capabilities;

internal static class GetLimits
{
    public static async Task<Ok<LimitsReport>> HandleAsync(IOptions<LimitsOptions> options, LanguageOffer offer)
    {
        var limits = options.Value;
        return TypedResults.Ok(new LimitsReport
        {
            WallTimeMs = new((long)limits.WallTime.TotalMilliseconds, (long)LimitsOptions.MinimumWallTime.TotalMilliseconds, (long)limits.Maximum.WallTime.TotalMilliseconds),
            MemoryBytes = new(limits.MemoryBytes, LimitsOptions.MinimumMemoryBytes, limits.Maximum.MemoryBytes),
            OutputBytes = new(limits.OutputBytes, LimitsOptions.MinimumOutputBytes, limits.Maximum.OutputBytes),
            CpuTimeMs = new(
                (long)(limits.CpuTime ?? (2 * limits.WallTime)).TotalMilliseconds, (long)LimitsOptions.MinimumCpuTime.TotalMilliseconds, (long)limits.MostCpuTime.TotalMilliseconds),
            Processes = new(limits.Processes, 1, limits.MostProcesses),
            SourceBytes = limits.SourceBytes,
            FilesCount = RunFileRules.MaximumFiles,
            StdinBytes = limits.StdinBytes,
            ArgsCount = limits.ArgsCount,
            ArgsBytes = limits.ArgsBytes,
            EnvCount = limits.EnvironmentCount,
            EnvBytes = limits.EnvironmentBytes,
            EnvAllowed = limits.AllowedVariables,
            Runners = [.. (await offer.RunnersAsync()).Select(runner => new RunnerLimits(runner.Slots, runner.Isolation, runner.EnforcedLimits))],
        });
    }
}

/// <summary>What programs may use and clients may send.</summary>
internal sealed record LimitsReport
{
    /// <summary>Wall-clock time of a run, compilation excluded.</summary>
    public required LimitRange WallTimeMs { get; init; }

    /// <summary>Memory of a program and its children together.</summary>
    public required LimitRange MemoryBytes { get; init; }

    /// <summary>Bytes kept of each output stream.</summary>
    public required LimitRange OutputBytes { get; init; }

    /// <summary>CPU time of a program and its children together.</summary>
    public required LimitRange CpuTimeMs { get; init; }

    /// <summary>Processes and threads at once.</summary>
    public required LimitRange Processes { get; init; }

    /// <summary>Largest program, all its files together, in bytes of UTF-8.</summary>
    public required int SourceBytes { get; init; }

    /// <summary>Most files beside the main one.</summary>
    public required int FilesCount { get; init; }

    /// <summary>Largest standard input, in bytes of UTF-8.</summary>
    public required int StdinBytes { get; init; }

    /// <summary>Most command-line arguments.</summary>
    public required int ArgsCount { get; init; }

    /// <summary>Size of all command-line arguments together, in bytes of UTF-8.</summary>
    public required int ArgsBytes { get; init; }

    /// <summary>Most environment variables.</summary>
    public required int EnvCount { get; init; }

    /// <summary>Size of all environment variables together, names included, in bytes of UTF-8.</summary>
    public required int EnvBytes { get; init; }

    /// <summary>Environment variables that may be set: names and, with * at the end, beginnings of names. Reserved names are not among them.</summary>
    public required IReadOnlyList<string> EnvAllowed { get; init; }

    /// <summary>The runners alive now.</summary>
    public required IReadOnlyList<RunnerLimits> Runners { get; init; }
}

/// <param name="Default">For a run that does not say.</param>
/// <param name="Minimum">Least that a run may ask for.</param>
/// <param name="Maximum">Most that a run may ask for.</param>
internal sealed record LimitRange(long Default, long Minimum, long Maximum);

/// <param name="Slots">Programs it runs at once.</param>
/// <param name="Isolation">The sandbox driver.</param>
/// <param name="EnforcedLimits">Limits that are really enforced there, each with how.</param>
internal sealed record RunnerLimits(int Slots, string Isolation, IReadOnlyDictionary<string, string> EnforcedLimits);
