using System.Text.Json;
using CodeExec.TestKit;

namespace CodeExec.DeployTests.Manifests;

/// <summary>A runner's container is confined alike under Docker and Kubernetes.</summary>
public sealed class SeccompTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Theory]
    [InlineData("production", "bubblewrap")]
    [InlineData("pools-on-gvisor", "gvisor")]
    public void The_profile_is_that_of_Docker(string overlay, string sandbox)
    {
        var profile = Cluster.Load(overlay).Get<SeccompProfile>($"codeexec-{sandbox}").Spec;
        var file = Path.Combine(Machine.Root, $"deploy/seccomp/{sandbox}.json");
        if (!File.Exists(file))
        {
            return;
        }

        var docker = JsonSerializer.Deserialize<SeccompProfileSpec>(File.ReadAllText(file), Json)!;

        profile.DefaultAction.Should().Be(docker.DefaultAction);
        profile.Syscalls.Should().BeEquivalentTo(docker.Syscalls);
    }
}
