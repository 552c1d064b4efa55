using CodeExec.Languages;
using CodeExec.RunStore;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService.Capabilities;

internal static class GetLimits
{
    public static async Task<Ok<LimitsReport>> HandleAsync(IOptions<LimitsOptions> options, LanguageOffer offer)
    {
        var limits = options.Value;
        var all = limits.For(null);
        return TypedResults.Ok(new LimitsReport
        {
            WallTimeMs = all.WallTimeMs,
            MemoryBytes = all.MemoryBytes,
            OutputBytes = all.OutputBytes,
            CpuTimeMs = all.CpuTimeMs,
            Processes = all.Processes,
            FileBytes = all.FileBytes,
            OpenFiles = all.OpenFiles,
            DiskBytes = all.DiskBytes,
            CpuPercent = all.CpuPercent,
            Languages = limits.Languages.Keys.Select(LanguageCatalogue.BuiltIn.Find).OfType<Language>()
                .ToDictionary(language => language.Name, language => Differences(limits.For(language.Name), all)),
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

    private static Dictionary<string, LimitRange> Differences(RunLimitRanges own, RunLimitRanges all) =>
        own.All.Except(all.All).ToDictionary(limit => limit.Name, limit => limit.Range);
}

/// <summary>What programs may use and clients may send.</summary>
internal sealed record LimitsReport : RunLimitRanges
{
    /// <summary>By the name of a language, those of these limits that are others for its runs.</summary>
    public required IReadOnlyDictionary<string, Dictionary<string, LimitRange>> Languages { get; init; }

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

/// <param name="Slots">Programs it runs at once.</param>
/// <param name="Isolation">The sandbox driver.</param>
/// <param name="EnforcedLimits">Limits that are really enforced there, each with how.</param>
internal sealed record RunnerLimits(int Slots, string Isolation, IReadOnlyDictionary<string, string> EnforcedLimits);
