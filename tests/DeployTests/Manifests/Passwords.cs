using System.Diagnostics;
using CodeExec.TestKit;
using k8s;
using k8s.Models;

namespace CodeExec.DeployTests.Manifests;

/// <summary>The Secrets that <c>deploy/k8s/secrets.sh</c> makes.</summary>
internal static class Passwords
{
    public static IReadOnlyCollection<V1Secret> Make()
    {
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Machine.Root, "deploy/k8s/secrets.sh")) { RedirectStandardOutput = true })!;
        var yaml = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return [.. KubernetesYaml.LoadAllFromString(yaml, strict: true).Cast<V1Secret>()];
    }
}
