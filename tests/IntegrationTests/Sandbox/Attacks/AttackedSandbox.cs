using System.Collections.Concurrent;
using System.Threading.Channels;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Logging;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>A driver under attack: makes its sandboxes, and runs the attacks several at once.</summary>
public abstract class AttackedSandbox : IAsyncLifetime
{
    private static readonly int LaneCount = Math.Clamp(Environment.ProcessorCount, 2, 4);

    private readonly ConcurrentDictionary<(string Attack, int Round), Task<AttackReport>> _reports = [];
    private readonly ConcurrentQueue<(string Attack, int Round)> _ahead = [];
    private readonly Channel<AttackLane> _free = Channel.CreateUnbounded<AttackLane>();
    private readonly List<AttackLane> _lanes = [];

    public async Task InitializeAsync()
    {
        for (var number = 0; number < LaneCount; number++)
        {
            var lane = await AttackLane.OpenAsync(this);
            _lanes.Add(lane);
            _free.Writer.TryWrite(lane);
        }
    }

    public async Task DisposeAsync()
    {
        var (reports, asExpected) = (new List<AttackReport>(), 0);
        foreach (var ((attack, _), made) in _reports)
        {
            reports.Add(await made);
            asExpected += ExpectedOf(Attack.Corpus[attack]).IsMetBy(reports[^1]) ? 1 : 0;
        }

        foreach (var lane in _lanes)
        {
            await lane.DisposeAsync();
        }

        // For the table that ./test attacks ends with.
        if (Environment.GetEnvironmentVariable("CODEEXEC_ATTACK_REPORT") is { } path)
        {
            var (neighbours, disturbed) = (reports.Sum(report => report.Neighbours), reports.Sum(report => report.Disturbed.Count));
            await File.AppendAllTextAsync(path, $"| {Name}{(HasCgroups ? "" : ", no cgroup")} | {reports.Count} | {asExpected} "
                + $"| {reports.Count(report => report.IsNothing)} | {neighbours} | {disturbed} |\n");
        }
    }

    /// <summary>For the report.</summary>
    protected abstract string Name { get; }

    /// <summary>Which attacks will be asked for, and in which rounds.</summary>
    internal abstract TheoryData<string, int> Attacks { get; }

    /// <summary>
    /// Wall time that a run and a compilation have. Much longer than any that ends by itself needs: in a container, where there are no
    /// cgroups, it shares what processors that has with the tests.
    /// </summary>
    internal virtual (TimeSpan Run, TimeSpan Compilation) WallTimes(bool hasCgroups) =>
        hasCgroups ? (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)) : (TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(10));

    /// <summary>By what, of <see cref="Expectation.Differences"/>, attacks may come to something else; null when by nothing.</summary>
    internal virtual string? Difference => HasCgroups ? null : Expectation.NoCgroup;

    /// <summary>Makes a sandbox as the runner does.</summary>
    internal abstract ISandbox Make(RunnerOptions options, InstanceDirectory instance, Cgroups? cgroups, ILoggerFactory loggers);

    /// <summary>How the runner is set, beside what all attacks need.</summary>
    internal virtual void Set(RunnerOptions options)
    {
    }

    /// <summary>What an attack gets as arguments; by its mark its processes are known, where users do not tell them apart.</summary>
    internal virtual IReadOnlyList<string> Arguments(string mark) => [mark];

    /// <summary>Whether a process, by its command line, is the driver's own and waits for runs to come.</summary>
    internal abstract bool IsWaiting(string[] commandLine);

    private bool HasCgroups => _lanes is [{ HasCgroups: true }, ..];

    /// <summary>What an attack must come to with this driver, here.</summary>
    internal Expectation ExpectedOf(Attack attack) =>
        Difference is { } difference && attack.Elsewhere.TryGetValue(difference, out var expected) ? expected : attack.Expected;

    /// <summary>Its report; while it is made, so are those of attacks that will be asked for.</summary>
    internal Task<AttackReport> AttackAsync(string attack, int round)
    {
        lock (_ahead)
        {
            if (_ahead.IsEmpty && _reports.IsEmpty)
            {
                foreach (var (name, number) in Attacks.Select(row => ((string)row[0], (int)row[1])))
                {
                    _ahead.Enqueue((name, number));
                }
            }

            var asked = Start((attack, round));
            while (_reports.Values.Count(report => !report.IsCompleted) < LaneCount && _ahead.TryDequeue(out var next))
            {
                Start(next);
            }

            return asked;
        }
    }

    private Task<AttackReport> Start((string Attack, int Round) asked) => _reports.GetOrAdd(asked, _ => InFreeLaneAsync(Attack.Corpus[asked.Attack]));

    private async Task<AttackReport> InFreeLaneAsync(Attack attack)
    {
        var lane = await _free.Reader.ReadAsync();
        try
        {
            return await lane.AttackAsync(attack);
        }
        finally
        {
            _free.Writer.TryWrite(lane);
        }
    }
}
