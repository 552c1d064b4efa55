using System.Diagnostics;
using System.Text.Json;
using CodeExec.DeployTests.Manifests;
using CodeExec.TestKit;
using k8s;

namespace CodeExec.DeployTests.Observability;

/// <summary>Alerts and dashboard name what is exported, and the operator's page has all of them.</summary>
public sealed class ObservabilityTests(ExportedMetrics exported) : IClassFixture<ExportedMetrics>
{
    // Prometheus's own.
    private static readonly string[] OfPrometheus = ["up"];

    private static readonly string Folder = Path.Combine(Machine.Root, "deploy/observability");

    private static AlertFile Alerts => KubernetesYaml.Deserialize<AlertFile>(File.ReadAllText(Path.Combine(Folder, "alerts.yml")), strict: true);

    private static string OperatorsPage => File.ReadAllText(Path.Combine(Machine.Root, "docs/operations.md"));

    [Fact]
    public void Every_metric_of_an_alert_is_exported() =>
        Alerts.Groups.SelectMany(group => group.Rules).SelectMany(rule => PromQl.MetricsIn(rule.Expr)).Should().HaveCountGreaterThan(10).And.OnlyContain(name => IsExported(name));

    [Fact]
    public void Every_metric_of_the_dashboard_is_exported() =>
        Panels().SelectMany(panel => Expressions(panel)).SelectMany(PromQl.MetricsIn).Should().HaveCountGreaterThan(20).And.OnlyContain(name => IsExported(name));

    [Theory]
    [InlineData("sum(rate(codeexec_executions_finish_total[5m]))", "codeexec_executions_finish_total")]
    [InlineData("histogram_quantile(0.95, sum by (le, language) (rate(codeexec_executions_queue_wait_bucket{a=\"b\"}[5m])))", "codeexec_executions_queue_wait_bucket")]
    [InlineData("absent(codeexec_backlog) or up == 0 unless x offset 15m > 1e3", "codeexec_backlog")]
    public void A_slip_in_an_expression_is_caught(string expression, string slip) =>
        PromQl.MetricsIn(expression).Where(name => !IsExported(name)).Should().Contain(slip).And.NotContain(["le", "language", "rate", "or", "m"]);

    [Fact]
    public void Every_label_of_an_expression_is_one_that_its_metric_has_under_load() =>
        AllExpressions().SelectMany(PromQl.LabelsIn).Should().HaveCountGreaterThan(20).And.OnlyContain(used => MetricsPages.MayHave(used.Metric, used.Label));

    [Theory]
    [InlineData("sum(rate(codeexec_executions_finished_total{state=\"FAILED\"}[5m]))", "state")]
    [InlineData("sum by (le, lang) (rate(codeexec_executions_queue_wait_seconds_bucket[5m]))", "lang")]
    public void A_slip_in_a_label_is_caught(string expression, string slip) =>
        PromQl.LabelsIn(expression).Where(used => !MetricsPages.MayHave(used.Metric, used.Label)).Select(used => used.Label).Should().Equal(slip);

    [Fact]
    public void Every_panel_has_a_unit_and_a_title() => Panels().Should().HaveCountGreaterThan(15).And.OnlyContain(panel =>
        panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString() != "" && panel.GetProperty("title").GetString() != "");

    [Fact]
    public void Prometheus_takes_the_alerts() => Promtool("check", "rules", "alerts.yml").Should().Be(0);

    [Fact]
    public void The_alerts_fire_when_they_should_and_not_otherwise() => Promtool("test", "rules", "alerts.test.yml").Should().Be(0);

    [Fact]
    public void Prometheus_refuses_a_rule_that_is_none()
    {
        var broken = Path.Combine(Machine.TemporaryDirectory("alerts"), "broken.yml");
        File.WriteAllText(broken, File.ReadAllText(Path.Combine(Folder, "alerts.yml")).Replace("absent(", "absent((", StringComparison.Ordinal));

        Promtool("check", "rules", broken).Should().NotBe(0);
    }

    [Fact]
    public void Kubernetes_has_the_same_alerts() =>
        Cluster.Load("production").Get<PrometheusRule>("codeexec").Spec.Should().BeEquivalentTo(Alerts);

    [Fact]
    public void The_operators_page_tells_of_every_alert() =>
        Alerts.Groups.SelectMany(group => group.Rules).Select(rule => rule.Alert).Should().OnlyContain(name => OperatorsPage.Contains($"`{name}`", StringComparison.Ordinal));

    [Fact]
    public void The_operators_page_tells_of_every_metric_of_ours() =>
        exported.Instruments.Select(instrument => Prometheus(instrument.Name)).Should().HaveCountGreaterThan(15).And.OnlyContain(name => OperatorsPage.Contains($"`{name}", StringComparison.Ordinal));

    private static IEnumerable<string> AllExpressions() =>
        Alerts.Groups.SelectMany(group => group.Rules).Select(rule => rule.Expr).Concat(Panels().SelectMany(Expressions));

    private static string Prometheus(string name) => name.Replace('.', '_');

    private bool IsExported(string name) => exported.Names.Contains(name) || OfPrometheus.Contains(name);

    private static IEnumerable<JsonElement> Panels() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "dashboard.json"))).RootElement
        .GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    private static IEnumerable<string> Expressions(JsonElement panel) => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!);

    private static int Promtool(params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo(Machine.Find("promtool"), arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        promtool.StandardOutput.ReadToEnd();
        promtool.WaitForExit();
        return promtool.ExitCode;
    }
}
