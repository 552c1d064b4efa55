namespace CodeExec.DeployTests.Scaling;

/// <summary>Runs that arrive; their number grows tenfold within <paramref name="Ramp"/> seconds, stays so for ten minutes and falls again.</summary>
internal sealed record Burst(double RunsPerSecond, double Ramp)
{
    public const double Quiet = 600;
    public const double Hold = 600;
    public const double End = Quiet + Hold + 300;

    private const double Factor = 10;

    public double RateAt(double time) => time < Quiet || time > Quiet + Ramp + Hold
        ? RunsPerSecond
        : RunsPerSecond * (1 + ((Factor - 1) * Math.Min(1, (time - Quiet) / Math.Max(Ramp, 0.1))));

    public bool Covers(double time) => time is >= Quiet && time < Quiet + Ramp + Hold;
}

/// <summary>
/// One queue, runner pods with slots, and an autoscaler that looks every 15 s: Poisson arrivals, runs of one second on average
/// (exponential), each busy with one core, pods that take 10 s to start. The same numbers each time, from a fixed seed.
/// </summary>
internal sealed class ScalingSimulation(ScalingRule rule, Burst burst, int slots)
{
    private const double Step = 0.1;
    private const double PodStart = 10;
    private const double MeanRun = 1;
    private const double Sync = 15;
    private const double Poll = 5;

    private sealed class Pod(double readyAt)
    {
        public double ReadyAt => readyAt;

        public int Busy { get; set; }

        public bool Leaves { get; set; }
    }

    private readonly Random _random = new(20261127);
    private readonly List<Pod> _pods = [.. Enumerable.Range(0, rule.Least).Select(_ => new Pod(0))];
    private readonly Queue<double> _queue = new();
    private readonly PriorityQueue<Pod, double> _running = new();
    private readonly List<double> _cpu = [];
    private readonly List<(double At, int Pods)> _wanted = [];
    private readonly List<(double At, int Pods)> _changes = [];

    /// <summary>Seconds in the queue, of every run that came in the burst, in order.</summary>
    public IReadOnlyList<double> Waits { get; private set; } = [];

    public int MostPods { get; private set; }

    public double PodHours { get; private set; }

    public ScalingSimulation Run()
    {
        var (waits, next, open, polled, synced) = (new List<double>(), Next(0), 0, double.MinValue, double.MinValue);
        for (var now = 0.0; now < Burst.End + burst.Ramp; now += Step)
        {
            for (; next <= now; next = Next(next))
            {
                _queue.Enqueue(next);
            }

            Finish(now);
            Start(now, waits);
            _cpu.Add(_running.Count / (double)Math.Max(1, _pods.Count(pod => pod.ReadyAt <= now) * slots));
            (MostPods, PodHours) = (Math.Max(MostPods, _pods.Count), PodHours + (_pods.Count * Step / 3600));
            if (now - polled >= Poll)
            {
                (polled, open) = (now, _queue.Count + _running.Count);
            }

            if (now - synced >= Sync)
            {
                synced = now;
                Scale(now, open);
            }
        }

        Waits = [.. waits.Order()];
        return this;
    }

    private double Next(double from) => from - (Math.Log(1 - Draw()) / burst.RateAt(from));

#pragma warning disable CA5394 // No secret: the same each time.
    private double Draw() => _random.NextDouble();
#pragma warning restore CA5394

    private void Finish(double now)
    {
        while (_running.TryPeek(out var pod, out var end) && end <= now)
        {
            _running.Dequeue().Busy--;
        }

        _pods.RemoveAll(pod => pod.Leaves && pod.Busy == 0);
    }

    private void Start(double now, List<double> waits)
    {
        foreach (var pod in _pods.Where(pod => !pod.Leaves && pod.ReadyAt <= now))
        {
            for (; pod.Busy < slots && _queue.TryDequeue(out var came); pod.Busy++)
            {
                if (burst.Covers(came))
                {
                    waits.Add(now - came);
                }

                _running.Enqueue(pod, now - (MeanRun * Math.Log(1 - Draw())));
            }
        }
    }

    private void Scale(double now, int open)
    {
        var pods = _pods.Count(pod => !pod.Leaves);
        // What the metrics server knows is 15 to 30 s old.
        var old = _cpu.SkipLast((int)(15 / Step)).TakeLast((int)(15 / Step)).DefaultIfEmpty(0).Average();
        var want = rule.Want(pods, open, old);
        _wanted.Add((now, want));
        var target = want > pods ? Math.Min(want, MostAt(now, pods)) : Math.Max(WantedLately(now, pods), LeastAt(now, pods));
        _pods.AddRange(Enumerable.Range(0, Math.Max(0, target - pods)).Select(_ => new Pod(now + PodStart)));
        foreach (var pod in _pods.Where(pod => !pod.Leaves).OrderBy(pod => pod.Busy).Take(Math.Max(0, pods - target)).ToList())
        {
            pod.Leaves = true;
        }

        if (target != pods)
        {
            _changes.Add((now, target - pods));
        }
    }

    private int MostAt(double now, int pods)
    {
        var before = pods - _changes.Where(change => change.At > now - Sync && change.Pods > 0).Sum(change => change.Pods);
        return (int)Math.Max(Math.Ceiling(before * (1 + (rule.UpPercent / 100))), before + rule.UpPods);
    }

    private int WantedLately(double now, int pods) => Math.Min(pods, _wanted.Where(wanted => wanted.At > now - rule.DownWindow).Max(wanted => wanted.Pods));

    private int LeastAt(double now, int pods)
    {
        var before = pods - _changes.Where(change => change.At > now - 60 && change.Pods < 0).Sum(change => change.Pods);
        return Math.Min(pods, (int)Math.Floor(before * (1 - (rule.DownPercent / 100))));
    }
}
