using System.ComponentModel.DataAnnotations;
using CodeExec.RunStore;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>How long an execution may wait, when it is looked after, and over what it is spread.</summary>
public sealed class ExecutionOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Executions";

    /// <summary>
    /// How long a run may wait for a runner, from its submission or from the end of an attempt, before the execution is
    /// FAILED. 1 s to 24 h. Default 5 min: several times what a full queue should take, and short enough that somebody may
    /// still be there to read the answer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after a dispatch, beside the run's own wall-clock limit, it is looked whether anybody runs it, and if not it
    /// is dispatched again. 1 s to 1 h. Default 25 s: the runners' compile limit of 10 s and their lease of 15 s. Too short
    /// costs duplicates, which runners drop.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseCheckMargin { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How often a run is tried again after a fault of ours: a runner that died, or could not do it. 0 to 10. Default 5. What the user's
    /// program does is no fault of ours.
    /// </summary>
    [Range(0, 10)]
    public int Retries { get; set; } = RunClaims.UsualAttempts - 1;

    /// <summary>
    /// How often it is looked for unfinished executions that wait for nothing any more; one that is found twice in a row is looked
    /// after as if its lease check were due. 1 s to 1 h. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The pool of runners that runs a language, by the language's name in the catalogue: 1 to 40 of a-z, 0-9 and -. A language that is not
    /// here is run by the runners without a pool. A pool's runners have <c>Runner:Pool</c> set to it. Default: none.
    /// </summary>
    public IDictionary<string, string> Pools { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Hash slots that executions are spread over in Redis, 1 to 1024. Default 1, right for a single Redis; on a Redis Cluster take a few
    /// times the number of its masters. Fixed once there are executions: with another number they are not found.
    /// </summary>
    [Range(1, 1024)]
    public int Shards { get; set; } = 1;

    internal int MaxAttempts => 1 + Retries;
}
