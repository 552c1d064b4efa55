namespace CodeExec.DeployTests.Manifests;

/// <summary>The manifests have no field that Kubernetes or an operator does not have; an API server would drop some such in silence.</summary>
public sealed class StrictLoadTests
{
    public static IEnumerable<object[]> Overlays => Kustomize.Overlays.Select(folder => new object[] { Path.GetFileName(folder) });

    [Theory]
    [MemberData(nameof(Overlays))]
    public void An_overlay_has_only_fields_that_there_are(string overlay) => Cluster.Load(overlay).Objects.Should().HaveCountGreaterThan(30);

    [Theory]
    [InlineData("readOnlyRootFilesystem: true", "readOnlyRootFileSystem: true")]
    [InlineData("minReplicaCount: 1", "minReplicas: 1")]
    [InlineData("maxUnavailable: 25%", "maxUnavailable: { runners: 1 }")]
    [InlineData("terminationGracePeriodSeconds: 75", "terminationGracePeriodSeconds: 75s")]
    public void A_slip_is_caught(string right, string wrong)
    {
        var yaml = Kustomize.Render(Kustomize.Overlays.Single(folder => Path.GetFileName(folder) == "dev"));
        yaml.Should().Contain(right);

        var load = () => Cluster.Parse(yaml.Replace(right, wrong, StringComparison.Ordinal));

        load.Should().Throw<Exception>();
    }

    [Fact]
    public void The_objects_of_an_overlay_are_these()
    {
        var objects = Kustomize.Overlays.SelectMany(folder => Cluster.Load(Path.GetFileName(folder)).Objects.Select(one =>
            $"{Path.GetFileName(folder)}: {one.Kind} {one.Metadata.NamespaceProperty}/{(one.Kind == "ConfigMap" && !one.Metadata.Name.StartsWith("codeexec", StringComparison.Ordinal) ? one.Metadata.Name[..one.Metadata.Name.LastIndexOf('-')] : one.Metadata.Name)}"));
        var approved = Path.Combine(TestKit.Machine.Root, "tests/DeployTests/Manifests/objects.approved.txt");
        var received = string.Join('\n', objects.Order(StringComparer.Ordinal)) + "\n";

        if (!File.Exists(approved) || File.ReadAllText(approved) != received)
        {
            File.WriteAllText(Path.ChangeExtension(approved, ".received.txt"), received);
        }

        received.Should().Be(File.ReadAllText(approved), "a change of what is deployed is meant, or else a mistake; move objects.approved.received.txt over the other when it is meant");
    }
}
