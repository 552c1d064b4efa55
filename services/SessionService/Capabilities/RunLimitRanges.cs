using System.Text.Json.Serialization;

namespace CodeExec.SessionService.Capabilities;

/// <param name="Default">For a run that does not say. Left out: no limit.</param>
/// <param name="Minimum">Least that a run may ask for.</param>
/// <param name="Maximum">Most that a run may ask for.</param>
internal sealed record LimitRange(long? Default, long Minimum, long Maximum);

/// <summary>What runs may use and ask for, each limit in the unit of its name.</summary>
internal record RunLimitRanges
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

    /// <summary>Largest file that a program may write.</summary>
    public required LimitRange FileBytes { get; init; }

    /// <summary>Descriptors that each process may have open.</summary>
    public required LimitRange OpenFiles { get; init; }

    /// <summary>Size of /workspace and of /tmp, each.</summary>
    public required LimitRange DiskBytes { get; init; }

    /// <summary>Share of the processor of a program and its children together, in percent of one core.</summary>
    public required LimitRange CpuPercent { get; init; }

    /// <summary>Whether the CPU time of a run that does not say is twice its wall-clock time.</summary>
    [JsonIgnore]
    public bool CpuTimeFollowsWallTime { get; init; }

    /// <summary>All of them, with their names on the wire and in the options.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, string Option, LimitRange Range)> All =>
    [
        ("wall_time_ms", nameof(RunLimitsOptions.WallTime), WallTimeMs),
        ("memory_bytes", nameof(RunLimitsOptions.MemoryBytes), MemoryBytes),
        ("output_bytes", nameof(RunLimitsOptions.OutputBytes), OutputBytes),
        ("cpu_time_ms", nameof(RunLimitsOptions.CpuTime), CpuTimeMs),
        ("processes", nameof(RunLimitsOptions.Processes), Processes),
        ("file_bytes", nameof(RunLimitsOptions.FileBytes), FileBytes),
        ("open_files", nameof(RunLimitsOptions.OpenFiles), OpenFiles),
        ("disk_bytes", nameof(RunLimitsOptions.DiskBytes), DiskBytes),
        ("cpu_percent", nameof(RunLimitsOptions.CpuPercent), CpuPercent),
    ];

    /// <param name="all">What an operator set for all runs.</param>
    /// <param name="own">What for those of one language. Null: nothing.</param>
    public static RunLimitRanges Of(RunLimitsOptions all, RunLimitsOptions? own = null)
    {
        var wall = Range(100, limits => Milliseconds(limits.WallTime), limits => Milliseconds(limits.MaximumWallTime), 10_000, 10_000);
        // Twice the wall-clock time is met only by programs that keep several cores busy: with one, the wall comes first.
        var cpu = Range(100, limits => Milliseconds(limits.CpuTime), limits => Milliseconds(limits.MaximumCpuTime), null, 2 * wall.Maximum);
        var share = Range(5, limits => limits.CpuPercent, limits => limits.MaximumCpuPercent, null, 6400);
        return new()
        {
            WallTimeMs = wall,
            MemoryBytes = Range(16L << 20, limits => limits.MemoryBytes, limits => limits.MaximumMemoryBytes, 256L << 20, 256L << 20),
            OutputBytes = Range(1L << 10, limits => limits.OutputBytes, limits => limits.MaximumOutputBytes, 1L << 20, 1L << 20),
            CpuTimeMs = cpu with { Default = cpu.Default ?? Math.Min(2 * wall.Default!.Value, cpu.Maximum) },
            Processes = Range(1, limits => limits.Processes, limits => limits.MaximumProcesses, 64, 64),
            FileBytes = Range(4L << 10, limits => limits.FileBytes, limits => limits.MaximumFileBytes, 64L << 20, 64L << 20),
            OpenFiles = Range(16, limits => limits.OpenFiles, limits => limits.MaximumOpenFiles, 256, 256),
            DiskBytes = Range(1L << 20, limits => limits.DiskBytes, limits => limits.MaximumDiskBytes, 64L << 20, 64L << 20),
            CpuPercent = share with { Default = share.Default ?? own?.MaximumCpuPercent ?? all.MaximumCpuPercent },
            CpuTimeFollowsWallTime = cpu.Default is null,
        };

        LimitRange Range(long minimum, Func<RunLimitsOptions, long?> usual, Func<RunLimitsOptions, long?> most, long? usually, long mostly) => new(
            (own is null ? null : usual(own)) ?? usual(all) ?? usually,
            minimum,
            (own is null ? null : most(own) ?? usual(own)) ?? most(all) ?? usual(all) ?? mostly);
    }

    private static long? Milliseconds(TimeSpan? time) => (long?)time?.TotalMilliseconds;
}
