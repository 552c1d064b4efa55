using System.ComponentModel.DataAnnotations;

namespace CodeExec.SessionService.Capabilities;

/// <summary>
/// What a run may use, as an operator sets it: for all runs in <see cref="LimitsOptions"/>, for those of one language in its
/// <see cref="LimitsOptions.Languages"/>. Null stands, for a language, for what holds for all; for all, for the default that is told here.
/// A maximum that is null is the value beside it, so that whoever sets one default alone has set the maximum too.
/// </summary>
public class RunLimitsOptions
{
    /// <summary>Wall-clock time of a run that does not ask for its own, compilation excluded. 100 ms to 5 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan? WallTime { get; set; }

    /// <summary>Longest wall-clock time a run may ask for. Up to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan? MaximumWallTime { get; set; }

    /// <summary>Memory of a run that does not ask for its own, in bytes. 16 MiB, below which interpreters do not start, to 16 GiB. Default 256 MiB.</summary>
    [Range(16L << 20, 16L << 30)]
    public long? MemoryBytes { get; set; }

    /// <summary>Most memory a run may ask for, in bytes. Up to 16 GiB.</summary>
    [Range(16L << 20, 16L << 30)]
    public long? MaximumMemoryBytes { get; set; }

    /// <summary>Bytes kept of each output stream. 1 KiB to 16 MiB. Default 1 MiB.</summary>
    [Range(1L << 10, 16L << 20)]
    public long? OutputBytes { get; set; }

    /// <summary>Most bytes of each output stream a run may ask to be kept. Up to 16 MiB.</summary>
    [Range(1L << 10, 16L << 20)]
    public long? MaximumOutputBytes { get; set; }

    /// <summary>CPU time of a run that does not ask for its own, of all its processes together. 100 ms to 10 min. Default: twice its wall-clock time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan? CpuTime { get; set; }

    /// <summary>Most CPU time a run may ask for. Up to 10 min. Where no CPU time is set either: twice the longest wall-clock time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan? MaximumCpuTime { get; set; }

    /// <summary>Processes and threads of a run that does not ask for its own number. 1 to 1024. Default 64: Java and Node need a dozen.</summary>
    [Range(1, 1024)]
    public int? Processes { get; set; }

    /// <summary>Most processes and threads a run may ask for. Up to 1024.</summary>
    [Range(1, 1024)]
    public int? MaximumProcesses { get; set; }

    /// <summary>
    /// Largest file a run may write, in bytes. 4 KiB, a page, to 1 GiB. Default 64 MiB. Files are in <c>/workspace</c> and <c>/tmp</c>, so that more
    /// than <see cref="DiskBytes"/> allows nothing more.
    /// </summary>
    [Range(4L << 10, 1L << 30)]
    public long? FileBytes { get; set; }

    /// <summary>Largest file a run may ask for, in bytes. Up to 1 GiB.</summary>
    [Range(4L << 10, 1L << 30)]
    public long? MaximumFileBytes { get; set; }

    /// <summary>
    /// Descriptors that each process of a run may have open. 16, with which Python starts, to 4096, the hard limit of many systems. Default 256:
    /// Node and Java need a few dozen.
    /// </summary>
    [Range(16, 4096)]
    public int? OpenFiles { get; set; }

    /// <summary>Most open descriptors a run may ask for. Up to 4096.</summary>
    [Range(16, 4096)]
    public int? MaximumOpenFiles { get; set; }

    /// <summary>
    /// Size of a run's <c>/workspace</c> and of its <c>/tmp</c>, in bytes each. 1 MiB, since runtimes write a few files of their own, to 1 GiB.
    /// Default 64 MiB. They are in memory: with a cgroup part of the run's, without one beside it, so leave each slot room for both.
    /// </summary>
    [Range(1L << 20, 1L << 30)]
    public long? DiskBytes { get; set; }

    /// <summary>Largest <c>/workspace</c> and <c>/tmp</c> a run may ask for, in bytes. Up to 1 GiB.</summary>
    [Range(1L << 20, 1L << 30)]
    public long? MaximumDiskBytes { get; set; }

    /// <summary>
    /// Share of the processor of a run that does not ask for its own: CPU time for wall-clock time of all its processes, in percent of one core, so
    /// that 200 is two cores. 5, with which an interpreter starts within its time, to 6400. Default: <see cref="MaximumCpuPercent"/>, or no limit.
    /// Needs a cgroup; <c>GET /limits</c> tells whether the runners have one.
    /// </summary>
    [Range(5, 6400)]
    public int? CpuPercent { get; set; }

    /// <summary>Largest share of the processor a run may ask for. Up to 6400. Where none is set: any share, which is less than no limit.</summary>
    [Range(5, 6400)]
    public int? MaximumCpuPercent { get; set; }
}
