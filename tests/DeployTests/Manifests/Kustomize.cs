using System.Collections.Concurrent;
using System.Diagnostics;
using CodeExec.TestKit;

namespace CodeExec.DeployTests.Manifests;

/// <summary>Renders kustomizations as <c>kubectl apply -k</c> would.</summary>
internal static class Kustomize
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Rendered = [];

    /// <summary>What is deployed, and variants that an operator may make of it.</summary>
    public static IEnumerable<string> Overlays { get; } =
    [
        .. Directory.GetDirectories(Path.Combine(Machine.Root, "deploy/k8s/overlays")).Order(),
        .. Directory.GetDirectories(Path.Combine(Machine.Root, "tests/DeployTests/Variants")).Order(),
    ];

    /// <summary>The YAML of a folder; each is rendered once.</summary>
    /// <exception cref="InvalidOperationException">It cannot be rendered.</exception>
    public static string Render(string folder) => Rendered.GetOrAdd(folder, _ => new(() => Run(folder))).Value;

    private static string Run(string folder)
    {
        using var kubectl = Process.Start(new ProcessStartInfo(Machine.Find("kubectl"), ["kustomize", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaints = kubectl.StandardError.ReadToEndAsync();
        var yaml = kubectl.StandardOutput.ReadToEnd();
        kubectl.WaitForExit();
        return kubectl.ExitCode == 0
            ? yaml
            : throw new InvalidOperationException($"kubectl kustomize {folder}, which needs a kubectl of 1.24 or later: {complaints.Result}");
    }
}
