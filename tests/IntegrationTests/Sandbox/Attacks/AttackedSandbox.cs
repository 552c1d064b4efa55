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
        var reports = await Task.WhenAll(_reports.Values);
        foreach (var lane in _lanes)
        {
            await lane.DisposeAsync();
        }

        // For the table that ./test attacks ends with.
        if (Environment.GetEnvironmentVariable("CODEEXEC_ATTACK_REPORT") is { } report)
        {
            var contained = reports.Count(attack => attack.Disturbed.Count == 0 && attack.Left.Count == 0 && !attack.Got.Any());
            await File.AppendAllTextAsync(
                report, $"| {Name} | {reports.Length} | {contained} | {reports.Sum(attack => attack.Neighbours)} | {reports.Sum(attack => attack.Disturbed.Count)} |\n");
        }
    }

    /// <summary>For the report.</summary>
    protected abstract string Name { get; }

    /// <summary>Whether runs get cgroups where this machine has writable ones.</summary>
    internal virtual bool WithCgroups => true;

    /// <summary>Makes a sandbox as the runner does.</summary>
    internal abstract ISandbox Make(RunnerOptions options, InstanceDirectory instance, Cgroups? cgroups, ILoggerFactory loggers);

    /// <summary>How the runner is set, beside what all attacks need.</summary>
    internal virtual void Set(RunnerOptions options)
    {
    }

    /// <summary>Whether a process, by its command line, is the driver's own and waits for runs to come.</summary>
    internal abstract bool IsWaiting(string[] commandLine);

    /// <summary>How an attack may end with this driver.</summary>
    internal virtual IReadOnlyList<string> EndsOf(Attack attack) => attack.Ends;

    /// <summary>Its report; while it is made, so are those of attacks that will be asked for.</summary>
    internal Task<AttackReport> AttackAsync(string attack, int round)
    {
        lock (_ahead)
        {
            if (_ahead.IsEmpty && _reports.IsEmpty)
            {
                foreach (var (name, number) in AttackTests.Attacks().Select(row => ((string)row[0], (int)row[1])))
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
