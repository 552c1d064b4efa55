using CodeExec.TestKit;
using YamlDotNet.RepresentationModel;

namespace CodeExec.DeployTests.Manifests;

/// <summary>Every variable that a service is given is one that it, or what it is built on, reads: a slip would be ignored in silence.</summary>
public sealed class EnvironmentTests
{
    // Read by ASP.NET Core, .NET and OpenTelemetry.
    private static readonly HashSet<string> OfTheFrameworks =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_ENVIRONMENT", "DOTNET_gcServer", "DOTNET_GCHeapHardLimit", "DOTNET_GCHeapHardLimitPercent",
        "DOTNET_GCConserveMemory", "DOTNET_EnableDiagnostics", "DOTNET_TieredPGO", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_RESOURCE_ATTRIBUTES", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_TRACES_SAMPLER_ARG",
    ];

    public static IEnumerable<object[]> Overlays => Kustomize.Overlays.Select(folder => new object[] { Path.GetFileName(folder) });

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_manifest_sets_options_that_there_are(string overlay)
    {
        var cluster = Cluster.Load(overlay);

        cluster.Workloads.Where(workload => workload.IsService).SelectMany(workload => Unread(cluster, workload)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Runner__Slot")]
    [InlineData("Runners__Slots")]
    [InlineData("RUNNER_SLOTS")]
    public void A_slip_is_caught(string name)
    {
        var cluster = Cluster.Load("dev");
        var runner = cluster.Workloads.Single(workload => workload.IsRunner);

        runner.Pod.Containers[0].Env[0].Name = name;

        Unread(cluster, runner).Should().Contain(name);
    }

    [Fact]
    public void The_compose_file_sets_options_that_there_are()
    {
        var file = Path.Combine(Machine.Root, "deploy/docker-compose.yml");
        if (!File.Exists(file))
        {
            return;
        }

        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        var variables = Mappings(yaml.Documents[0].RootNode, "environment").SelectMany(NamesIn)
            .Where(name => name.Contains("__", StringComparison.Ordinal) && !name.StartsWith("GF_", StringComparison.Ordinal)).ToArray(); // Grafana's

        variables.Should().NotBeEmpty().And.OnlyContain(name => Options.Reads(name));
    }

    private static IEnumerable<string> Unread(Cluster cluster, Workload workload)
    {
        var uses = workload.Pod.Containers[0].Env.SelectMany(variable => ContainerEnvironment.Reference().Matches(variable.Value ?? "")).Select(match => match.Groups["name"].Value).ToHashSet();
        return ContainerEnvironment.Of(cluster, workload, null).Keys.Where(name => !OfTheFrameworks.Contains(name) && !uses.Contains(name) && !Options.Reads(name));
    }

    private static IEnumerable<YamlNode> Mappings(YamlNode node, string key) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(child => child.Key is YamlScalarNode { Value: { } name } && name == key ? [child.Value] : Mappings(child.Value, key)),
        YamlSequenceNode list => list.SelectMany(child => Mappings(child, key)),
        _ => [],
    };

    private static IEnumerable<string> NamesIn(YamlNode environment) => environment switch
    {
        YamlMappingNode map => map.Children.Keys.Select(name => $"{name}"),
        YamlSequenceNode list => list.Select(variable => $"{variable}".Split('=')[0]),
        _ => [],
    };
}
