using System.Globalization;

namespace CodeExec.EndToEndTests.Faults;

/// <summary>What the runners of one test may not leave behind once they are stopped: processes, cgroups, directories.</summary>
internal sealed class Leftovers
{
    // User ids that no other test's sandboxes use; the test before this one may have left a process.
    private const int UserIds = 64;

    private static int _next = 1_940_000_000 + (Environment.ProcessId % 10_000 * UserIds);

    private readonly int _firstUserId = Interlocked.Add(ref _next, UserIds);
    private readonly HashSet<string> _cgroups = [];

    // One for all tests, which come one after another: toolchains are prepared in it, once.
    private static string StateDirectory => Path.Combine(Path.GetTempPath(), "codeexec-faults");

    /// <summary>What makes runners use them.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Runner__StateDirectory"] = StateDirectory,
        ["Runner__FirstSandboxUserId"] = $"{_firstUserId}",
    };

    private static string Instances => Path.Combine(StateDirectory, "instances");

    /// <summary>Notes the cgroups that runners have now, for a dead one's note goes with its leavings.</summary>
    public void Note()
    {
        foreach (var note in Directory.Exists(Instances) ? Directory.GetFiles(Instances, "cgroups", SearchOption.AllDirectories) : [])
        {
            try
            {
                _cgroups.UnionWith(File.ReadAllLines(note));
            }
            catch (IOException)
            {
                // Its runner is gone meanwhile, and the next one has swept it.
            }
        }
    }

    /// <summary>Everything that is left; empty when nothing is.</summary>
    public IReadOnlyList<string> Find() =>
    [
        .. Directory.GetDirectories("/proc").Where(IsSandboxed).Select(process => $"process {process}"),
        .. _cgroups.Where(Directory.Exists).Select(folder => $"cgroup {folder}"),
        .. Directory.Exists(Instances) ? Directory.GetDirectories(Instances) : [],
    ];

    private bool IsSandboxed(string process)
    {
        try
        {
            var line = File.ReadLines($"{process}/status").FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return line is not null && long.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture) - _firstUserId is >= 0 and < UserIds;
        }
        catch (IOException)
        {
            return false; // no process, or gone meanwhile
        }
    }
}
