using System.Text.Json.Serialization;
using CodeExec.RunStore;

namespace CodeExec.SessionService.Runs;

/// <summary>What a client may say about a run. All of it may be left out.</summary>
/// <remarks>A member that was not there from the start is left out of the hash when it is null, so that keys outlive an upgrade.</remarks>
internal sealed record RunInput
{
    /// <summary>Standard input. Empty when left out.</summary>
    public string? Stdin { get; init; }

    /// <summary>Command-line arguments after the program's name.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Limits of this run, below the deployment's own.</summary>
    public RunInputLimits? Limits { get; init; }

    /// <summary>The files beside the main one, for this run in place of the session's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunFile>? Files { get; init; }

    /// <summary>Name of the file that is run or compiled, for this run in place of the session's. Empty: the main file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EntryPoint { get; init; }

    /// <summary>Environment variables, by name: A-Z, 0-9 and _. GET /limits tells which are allowed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string?>? Env { get; init; }
}

/// <summary>Limits of one run. What is left out has the default of the language or of the deployment; GET /limits tells these and the maximums.</summary>
internal sealed record RunInputLimits
{
    /// <summary>Wall-clock time, compilation excluded, in milliseconds.</summary>
    public long? WallTimeMs { get; init; }

    /// <summary>Memory of the program and its children together, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Bytes kept of each output stream.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>CPU time of the program and its children together, in milliseconds. Left out: twice the wall-clock time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CpuTimeMs { get; init; }

    /// <summary>Processes and threads at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Processes { get; init; }

    /// <summary>Largest file that the program may write, in bytes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FileBytes { get; init; }

    /// <summary>Descriptors that each process may have open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OpenFiles { get; init; }

    /// <summary>Size of /workspace and of /tmp, in bytes each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DiskBytes { get; init; }

    /// <summary>
    /// Share of the processor for the program and its children together: CPU time for wall-clock time, in percent of one core, so that 200 is two
    /// cores. Only where runners can limit it; GET /limits tells.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CpuPercent { get; init; }
}
