using CodeExec.DeployTests.Manifests;

namespace CodeExec.DeployTests.Rules;

/// <summary>Every rule holds of every overlay, and catches the faults that it is there for.</summary>
public sealed class OverlayTests
{
    public static IEnumerable<object[]> OverlaysAndRules =>
        from folder in Kustomize.Overlays from rule in Rule.All select new object[] { Path.GetFileName(folder), rule.Name };

    public static IEnumerable<object[]> Faults => PlantedFault.All.Select(fault => new object[] { fault.Rule, fault.What });

    [Theory]
    [MemberData(nameof(OverlaysAndRules))]
    public void It_holds(string overlay, string rule) => Complaints(rule, Cluster.Load(overlay)).Should().BeEmpty(rule);

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_caught(string rule, string fault)
    {
        var cluster = Cluster.Load(PlantedFault.Overlay);

        PlantedFault.All.Single(planted => planted.Rule == rule && planted.What == fault).Plant(cluster);

        Complaints(rule, cluster).Should().NotBeEmpty();
    }

    [Fact]
    public void Every_rule_has_a_planted_fault() => Rule.All.Select(rule => rule.Name).Except(PlantedFault.All.Select(fault => fault.Rule)).Should().BeEmpty();

    private static IEnumerable<string> Complaints(string rule, Cluster cluster) => Rule.All.Single(one => one.Name == rule).Complaints(cluster);
}
