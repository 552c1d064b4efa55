using System.Diagnostics;
using System.Text.RegularExpressions;
using CodeExec.RunnerService.Sandbox.Bubblewrap;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>The runsc of this machine, gVisor's program, and what it can do.</summary>
internal sealed partial class Runsc
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // milliseconds of work, on a machine that may be overloaded

    // The file server does what the kernel may not, nothing is written to the host, and nothing shared is mounted. What an older release
    // does not offer it does not do otherwise.
    private static readonly string[] WantedOptions = ["overlay2=none", "directfs=false", "gofer-network-namespace=new"];

    private readonly string[] _options;

    /// <param name="path">Where it is.</param>
    /// <param name="version">As it calls itself.</param>
    /// <param name="flags">Its options, as <c>runsc flags</c> prints them.</param>
    internal Runsc(string path, string version, string flags)
    {
        (Path, Version) = (path, version);
        Platforms = flags.Contains("systrap", StringComparison.Ordinal) ? ["systrap", "ptrace"] : ["ptrace"];
        var offered = flags.Split('\n').Where(line => line.StartsWith("  -", StringComparison.Ordinal)).Select(line => line.Trim(' ', '-', '\r').Split(' ')[0]).ToHashSet();
        _options = [.. WantedOptions.Where(option => offered.Contains(option.Split('=')[0])).Select(option => $"--{option}")];
    }

    public string Path { get; }

    /// <summary>As it calls itself.</summary>
    public string Version { get; }

    /// <summary>The ways it may intercept system calls, the best first. Not kvm: it needs the machine's /dev/kvm, which no program of a user's should be near.</summary>
    public IReadOnlyList<string> Platforms { get; }

    /// <exception cref="SandboxUnavailableException">It is not installed, or says nothing.</exception>
    public static Runsc Find()
    {
        var path = SandboxMachine.Find("runsc")
            ?? throw new SandboxUnavailableException("runsc (gVisor) is not installed: apt-get install runsc, or a release of https://gvisor.dev.");
        var version = VersionNumber.Match(Ask(path, "--version")) is { Success: true } found ? found.Groups[1].Value : "of unknown version";
        return new Runsc(path, version, Ask(path, "flags"));
    }

    /// <summary>Runs the bundle in a folder under that name, in a user namespace in which we are root.</summary>
    public IEnumerable<string> Run(string platform, string state, string bundle, string name) =>
    [
        Path, $"--root={state}", "--rootless", "--network=none", "--ignore-cgroups", $"--platform={platform}", .. _options,
        "run", $"--bundle={bundle}", name,
    ];

    private static string Ask(string path, string question)
    {
        using var process = Process.Start(new ProcessStartInfo(path, [question]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new SandboxUnavailableException($"{path} {question} does not answer.");
        }

        return output.Result + errors.Result;
    }

    [GeneratedRegex(@"version (\S+)")]
    private static partial Regex VersionNumber { get; }
}
