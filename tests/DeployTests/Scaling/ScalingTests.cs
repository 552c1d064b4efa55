using System.Globalization;
using CodeExec.DeployTests.Manifests;
using CodeExec.TestKit;

namespace CodeExec.DeployTests.Scaling;

/// <summary>The table in docs/scaling.md is what the shipped settings of the runners' autoscaler do, beside the usual rule by CPU.</summary>
public sealed class ScalingTests
{
    private const string Begin = "<!-- bursts -->";
    private const string End = "<!-- /bursts -->";

    private static readonly Burst[] Bursts = [.. from runs in new[] { 0.4, 2, 6 } from ramp in new[] { 0, 60, 120 } select new Burst(runs, ramp)];

    // By default an autoscaler adds 100 % or 4 pods in 15 s, and takes away all at once after five minutes.
    private static ScalingRule ByCpu(ScalingRule like) => like with { Name = "CPU 65 %", Runs = null, Cpu = 0.65, UpPods = 4, DownPercent = 100 };

    [Fact]
    public void The_documented_table_is_what_the_shipped_settings_do()
    {
        var (shipped, slots) = Shipped();
        string[] lines =
        [
            "| runs/s before | tenfold within | rule | p50 wait | p95 wait | p99 wait | most pods | pod hours |",
            "|---|---|---|---|---|---|---|---|",
            .. from burst in Bursts from rule in new[] { shipped, ByCpu(shipped) } select Row(burst, rule, slots),
        ];
        var file = Path.Combine(Machine.Root, "docs", "scaling.md");
        var document = File.ReadAllText(file);
        var (before, after) = (document.Split(Begin)[0], document.Split(End)[1]);

        Approved.MatchesFile(file, $"{before}{Begin}\n{string.Join('\n', lines)}\n{End}{after}");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public void A_tenfold_burst_within_a_minute_waits_less_than_two_seconds_where_a_rule_by_cpu_lets_it_wait_longer(double runsPerSecond)
    {
        var (shipped, slots) = Shipped();
        var burst = new Burst(runsPerSecond, Ramp: 60);

        Quantile(new ScalingSimulation(shipped, burst, slots).Run(), 0.95).Should().BeLessThan(2);
        Quantile(new ScalingSimulation(ByCpu(shipped), burst, slots).Run(), 0.95).Should().BeGreaterThan(2);
    }

    private static (ScalingRule Rule, int Slots) Shipped()
    {
        var cluster = Cluster.Load("production");
        var scaler = cluster.All<ScaledObject>().Single(scaled => scaled.Metadata.Name == "runner").Spec;
        var behavior = scaler.Advanced!.HorizontalPodAutoscalerConfig!.Behavior!;
        double Up(string type) => behavior.ScaleUp.Policies.Single(policy => policy.Type == type).Value;
        var rule = new ScalingRule(
            "shipped",
            double.Parse(scaler.Triggers.Single().Metadata["value"], CultureInfo.InvariantCulture),
            0,
            scaler.MinReplicaCount!.Value,
            scaler.MaxReplicaCount!.Value,
            Up("Percent"),
            (int)Up("Pods"),
            behavior.ScaleDown.Policies.Single().Value,
            behavior.ScaleDown.StabilizationWindowSeconds!.Value);
        var slots = cluster.Workloads.Single(workload => workload.IsRunner && workload.Name == "runner").Pod.Containers[0].Env.Single(variable => variable.Name == "Runner__Slots");
        return (rule, int.Parse(slots.Value, CultureInfo.InvariantCulture));
    }

    private static string Row(Burst burst, ScalingRule rule, int slots)
    {
        var run = new ScalingSimulation(rule, burst, slots).Run();
        return string.Create(CultureInfo.InvariantCulture,
            $"| {burst.RunsPerSecond} | {(burst.Ramp == 0 ? "at once" : $"{burst.Ramp} s")} | {rule.Name} | {Quantile(run, 0.5):0.0} s | {Quantile(run, 0.95):0.0} s | {Quantile(run, 0.99):0.0} s | {run.MostPods} | {run.PodHours:0.0} |");
    }

    private static double Quantile(ScalingSimulation run, double share) => run.Waits[(int)(share * (run.Waits.Count - 1))];
}
