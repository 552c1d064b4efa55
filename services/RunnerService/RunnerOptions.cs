using System.ComponentModel.DataAnnotations;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService;

/// <summary>How this runner process works.</summary>
public sealed class RunnerOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Runner";

    /// <summary>Programs this process runs at once. 1 to 64. Default 4.</summary>
    [Range(1, 64)]
    public int Slots { get; set; } = 4;

    /// <summary>Name of this process, unique among the runners alive. Default: the machine's name and the process id.</summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,100}")]
    public string Name { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>
    /// The pool this runner belongs to: 1 to 40 of a-z, 0-9 and -. It then runs the languages that ExecutionService sends there
    /// (<c>Executions:Pools</c>), and no others. Default: none.
    /// </summary>
    [RegularExpression("[a-z0-9-]{0,40}")]
    public string Pool { get; set; } = "";

    /// <summary>
    /// Absolute path of a folder for what this machine's runners keep: prepared toolchains, and sources while they run. Several runners may
    /// share it. A runner started as root needs a path that every user can traverse. Default <c>/tmp/codeexec-runner-USER_ID</c>.
    /// </summary>
    [Required, RegularExpression("/.+")]
    public string StateDirectory { get; set; } = $"{Path.TrimEndingDirectorySeparator(Path.GetTempPath())}/codeexec-runner-{UserId}";

    /// <summary>
    /// What isolates programs: <c>bubblewrap</c>, namespaces and a seccomp filter of this machine's kernel, or <c>gvisor</c>, a kernel of its own
    /// for each run, many times slower; see the README. Default <c>bubblewrap</c>.
    /// </summary>
    [Required, RegularExpression($"{Bubblewrap}|{GVisor}", ErrorMessage = $"Runner:Sandbox is {Bubblewrap} or {GVisor}.")]
    public string Sandbox { get; set; } = Bubblewrap;

    /// <summary>
    /// First of the user ids that the sandboxes of a runner started as root use, one a slot; they must belong to nobody. 1 to 2147483000.
    /// Default 1900000000, which no distribution assigns. Inside a container with few user ids, one of those.
    /// </summary>
    [Range(1, 2_147_483_000)]
    public int FirstSandboxUserId { get; set; } = 1_900_000_000;

    /// <summary>
    /// Whether runs are forked into namespaces made ahead, and interpreters that can be from one that has started already. Runs of such a
    /// template share its hash seed and address layout; see the README. False: a bubblewrap for each run, which takes several times as much
    /// CPU. It is so anyway where the self-test finds that forking does not work. Default true.
    /// </summary>
    public bool ForkRuns { get; set; } = true;

    /// <summary>
    /// Runs that are forked from a template before a new one takes its place. 1 to 1000000, 1 for no template: each run then has an interpreter
    /// of its own that was started ahead and waits for it, and shares nothing. Default 500.
    /// </summary>
    [Range(1, 1_000_000)]
    public int TemplateRuns { get; set; } = 500;

    /// <summary>How old a template may get, and an interpreter that waits. 1 s to 1 day. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TemplateLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Memory for the interpreters that cannot be forked and wait, started, for a run, in bytes for each slot; one of each kind, and those asked
    /// for last stay. What a slot's own runs use comes on top. 0 to 1 TiB, 0 for none. Default 128 MiB, some twenty Nodes.
    /// </summary>
    [Range(0, 1L << 40)]
    public long WaitingMemoryBytes { get; set; } = 128L << 20;

    /// <summary>How long after the last run of its kind in its slot an interpreter is still kept waiting. 1 s to 1 day. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan WaitingTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Wall-clock time a compiler may take, if its language does not allow it more. 1 s to 5 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CompileTimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Memory a compiler may use, in bytes. 64 MiB to 16 GiB. Default 512 MiB.</summary>
    [Range(64L << 20, 16L << 30)]
    public long CompileMemoryLimitBytes { get; set; } = 512L << 20;

    /// <summary>Largest compiled program, in bytes. 1 MiB to 512 MiB. Default 64 MiB.</summary>
    [Range(1L << 20, 512L << 20)]
    public long ProgramLimitBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Room for compiled programs below <see cref="StateDirectory"/>, in bytes; those used last are kept. 0 to 1 TiB, 0 for none. Runners that
    /// share the folder may exceed it by an eighth each for a moment. Default 512 MiB, some ten thousand programs in C or four hundred in Go.
    /// </summary>
    [Range(0, 1L << 40)]
    public long CompileCacheBytes { get; set; } = 512L << 20;

    /// <summary>A value of <see cref="Sandbox"/>.</summary>
    internal const string Bubblewrap = "bubblewrap";

    /// <summary>A value of <see cref="Sandbox"/>.</summary>
    internal const string GVisor = "gvisor";

    /// <summary>The user that the sandboxes of a slot become; 0 where they stay who the runner is.</summary>
    internal uint SandboxUserId(int slot) => Posix.EffectiveUserId == 0 ? (uint)(FirstSandboxUserId + slot) : 0;

    private static string UserId => Posix.EffectiveUserId.ToString();
}

[OptionsValidator]
internal sealed partial class RunnerOptionsValidator : IValidateOptions<RunnerOptions>;
