using System.ComponentModel.DataAnnotations;
using CodeExec.Contracts.Executions;

namespace CodeExec.SessionService.Capabilities;

/// <summary>What a program may use and what a client may send. Shown by <c>GET /limits</c>.</summary>
public sealed class LimitsOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>Shortest wall-clock time a run may ask for: 100 ms.</summary>
    public static readonly TimeSpan MinimumWallTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Least memory a run may ask for: 16 MiB; interpreters do not start in less.</summary>
    public const long MinimumMemoryBytes = 16 * 1024 * 1024;

    /// <summary>Least output a run may ask to be kept: 1 KiB.</summary>
    public const long MinimumOutputBytes = 1024;

    /// <summary>Least CPU time a run may ask for: 100 ms.</summary>
    public static readonly TimeSpan MinimumCpuTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Wall-clock time of a run that does not ask for less, compilation excluded. 100 ms to 5 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan WallTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wall-clock time a run may ask for. Up to 5 min. Null, the default: <see cref="WallTime"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan? MaximumWallTime { get; set; }

    /// <summary>Memory of a run that does not ask for less, in bytes. 16 MiB to 16 GiB. Default 256 MiB.</summary>
    [Range(MinimumMemoryBytes, 16L * 1024 * 1024 * 1024)]
    public long MemoryBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Most memory a run may ask for, in bytes. Up to 16 GiB. Null, the default: <see cref="MemoryBytes"/>.</summary>
    [Range(MinimumMemoryBytes, 16L * 1024 * 1024 * 1024)]
    public long? MaximumMemoryBytes { get; set; }

    /// <summary>Bytes kept of each output stream. 1 KiB to 16 MiB. Default 1 MiB.</summary>
    [Range(MinimumOutputBytes, 16L * 1024 * 1024)]
    public long OutputBytes { get; set; } = 1024 * 1024;

    /// <summary>Most bytes of each output stream a run may ask to be kept. Up to 16 MiB. Null, the default: <see cref="OutputBytes"/>.</summary>
    [Range(MinimumOutputBytes, 16L * 1024 * 1024)]
    public long? MaximumOutputBytes { get; set; }

    /// <summary>CPU time of a run that does not ask for less, of all its processes together. 100 ms to 10 min. Null, the default: twice its wall-clock time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan? CpuTime { get; set; }

    /// <summary>Most CPU time a run may ask for. Up to 10 min. Null, the default: <see cref="CpuTime"/>, or twice the longest wall-clock time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan? MaximumCpuTime { get; set; }

    /// <summary>Processes and threads of a run that does not ask for fewer. 1 to 1024. Default 64: Java and Node need a dozen.</summary>
    [Range(1, 1024)]
    public int Processes { get; set; } = 64;

    /// <summary>Most processes and threads a run may ask for. Up to 1024. Null, the default: <see cref="Processes"/>.</summary>
    [Range(1, 1024)]
    public int? MaximumProcesses { get; set; }

    /// <summary>Largest program, all its files together, in bytes of UTF-8. 1 KiB to 64 MiB. Default 1 MiB. The gateway's <c>RequestBody:LimitBytes</c> must let it through.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int SourceBytes { get; set; } = 1024 * 1024;

    /// <summary>Largest standard input, in bytes of UTF-8. 0 to 64 MiB. Default 1 MiB.</summary>
    [Range(0, 64 * 1024 * 1024)]
    public int StdinBytes { get; set; } = 1024 * 1024;

    /// <summary>Most command-line arguments. 0 to 256. Default 64.</summary>
    [Range(0, 256)]
    public int ArgsCount { get; set; } = 64;

    /// <summary>Size of all command-line arguments together, in bytes of UTF-8. 0 to 8 KiB, because they travel inside messages. Default 4 KiB.</summary>
    [Range(0, 8 * 1024)]
    public int ArgsBytes { get; set; } = 4 * 1024;

    /// <summary>
    /// Environment variables that a client may set for a run: names and, with <c>*</c> at the end, beginnings of names, separated by spaces. Empty: none.
    /// Whatever it says, names are upper-case and those that change how a program is started (<c>PATH</c>, <c>LD_*</c>, …) stay reserved. Default <c>*</c>.
    /// </summary>
    [RegularExpression("[A-Z0-9_* ]*")]
    public string AllowedEnvironment { get; set; } = "*";

    /// <summary>Most environment variables. 0 to 256. Default 64.</summary>
    [Range(0, 256)]
    public int EnvironmentCount { get; set; } = 64;

    /// <summary>Size of all environment variables together, names included, in bytes of UTF-8. 0 to 8 KiB, because they travel inside messages. Default 4 KiB.</summary>
    [Range(0, 8 * 1024)]
    public int EnvironmentBytes { get; set; } = 4 * 1024;

    /// <summary>Limits of a run that asks for none of its own.</summary>
    internal RunLimits Default => new() { WallTime = WallTime, MemoryBytes = MemoryBytes, OutputBytes = OutputBytes, CpuTime = CpuTime, Processes = Processes };

    /// <summary>The most a run may ask for.</summary>
    internal RunLimits Maximum => new()
    {
        WallTime = MaximumWallTime ?? WallTime,
        MemoryBytes = MaximumMemoryBytes ?? MemoryBytes,
        OutputBytes = MaximumOutputBytes ?? OutputBytes,
        CpuTime = MostCpuTime,
        Processes = MostProcesses,
    };

    internal TimeSpan MostCpuTime => MaximumCpuTime ?? CpuTime ?? (2 * (MaximumWallTime ?? WallTime));

    internal int MostProcesses => MaximumProcesses ?? Processes;

    internal string[] AllowedVariables => AllowedEnvironment.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // JSON may write one byte as six (\u0001). A body has one large text, or several that are not written so; 1 MiB is for all else.
    internal long LargestBodyBytes => (6L * Math.Max(SourceBytes, StdinBytes)) + (1024 * 1024);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WallTime > Maximum.WallTime || MemoryBytes > Maximum.MemoryBytes || OutputBytes > Maximum.OutputBytes || CpuTime > MostCpuTime || Processes > MostProcesses)
        {
            yield return new ValidationResult(
                $"{Section}: a default is above its maximum. Raise {nameof(MaximumWallTime)}, {nameof(MaximumMemoryBytes)}, {nameof(MaximumOutputBytes)}, "
                + $"{nameof(MaximumCpuTime)} or {nameof(MaximumProcesses)} along with it.");
        }
    }
}
