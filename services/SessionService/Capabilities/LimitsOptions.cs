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

    /// <summary>Largest source, in bytes of UTF-8. 1 KiB to 64 MiB. Default 1 MiB. The gateway's <c>RequestBody:LimitBytes</c> must let it through.</summary>
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

    /// <summary>Limits of a run that asks for none of its own.</summary>
    internal RunLimits Default => new() { WallTime = WallTime, MemoryBytes = MemoryBytes, OutputBytes = OutputBytes };

    /// <summary>The most a run may ask for.</summary>
    internal RunLimits Maximum => new()
    {
        WallTime = MaximumWallTime ?? WallTime,
        MemoryBytes = MaximumMemoryBytes ?? MemoryBytes,
        OutputBytes = MaximumOutputBytes ?? OutputBytes,
    };

    // JSON may write one byte as six (\u0001). A body has one large text; 1 MiB is for all else.
    internal long LargestBodyBytes => (6L * Math.Max(SourceBytes, StdinBytes)) + (1024 * 1024);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WallTime > Maximum.WallTime || MemoryBytes > Maximum.MemoryBytes || OutputBytes > Maximum.OutputBytes)
        {
            yield return new ValidationResult(
                $"{Section}: a default is above its maximum. Raise {nameof(MaximumWallTime)}, {nameof(MaximumMemoryBytes)} or {nameof(MaximumOutputBytes)} along with it.");
        }
    }
}
