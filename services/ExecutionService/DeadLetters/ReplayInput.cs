using System.Text.Json;
using System.Text.Json.Serialization;
using CodeExec.RunStore;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>What shall be other than in the dead letter. All of it may be left out.</summary>
/// <remarks>A member that was not there from the start is left out of the hash when it is null, so that keys outlive an upgrade.</remarks>
internal sealed record ReplayInput
{
    /// <summary>Name of a language that a runner has.</summary>
    public string? Language { get; init; }

    public string? SourceCode { get; init; }

    public string? Stdin { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public ReplayLimits? Limits { get; init; }

    /// <summary>What the file with the source is called. Empty: as the language calls its main file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EntryPoint { get; init; }

    /// <summary>The files beside it, all of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunFile>? Files { get; init; }

    /// <summary>Environment variables, all of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string?>? Env { get; init; }

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
            ReplayField.Files => Files is null,
            ReplayField.Stdin => Stdin is null,
            ReplayField.Env => Env is null,
            _ => Args is null,
        });
    }
}

/// <summary>Names of what a run is asked with, as in the body of a replay.</summary>
internal static class ReplayField
{
    public const string SourceCode = "source_code";

    public const string Files = "files";

    public const string Stdin = "stdin";

    public const string Args = "args";

    public const string Env = "env";
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

    /// <summary>100 ms to 10 min.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CpuTimeMs { get; init; }

    /// <summary>1 to 1024.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Processes { get; init; }

    /// <summary>4 KiB to 1 GiB, for each file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FileBytes { get; init; }

    /// <summary>16 to 4096, in each process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OpenFiles { get; init; }

    /// <summary>1 MiB to 1 GiB, for /workspace and /tmp each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DiskBytes { get; init; }

    /// <summary>5 to 6400 percent of one core.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CpuPercent { get; init; }
}
