using System.Globalization;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>
/// Stands in for a cgroup where none can be written: sums the process tree whenever it is asked. Sees no memory that no process
/// has mapped, such as files in the sandbox's tmpfs, and a burst between two looks only afterwards.
/// </summary>
internal sealed class PolledRunGroup(long memoryBytes) : IRunGroup
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed by the kernel's interface

    private TimeSpan _cpuTime;
    private long _peak;

    public IReadOnlyList<string> MembershipFiles => [];

    public RunUsage Measure(int root)
    {
        var tree = Tree(root).ToList();
        var cpu = TimeSpan.FromSeconds(tree.Sum(CpuTicks) / TicksPerSecond);
        _cpuTime = cpu > _cpuTime ? cpu : _cpuTime; // a process that ends takes its time out of the sum until its parent has waited for it

        // Forked processes share pages that each of them counts; the exact share is slow to read, so only when it decides.
        var memory = tree.Sum(Resident);
        _peak = Math.Max(_peak, memory > memoryBytes ? tree.Sum(ProportionalShare) : memory);
        return new RunUsage(_cpuTime, _peak > 0 ? _peak : null, _peak > memoryBytes);
    }

    public void Kill(int root)
    {
        // Children first: the sandbox's process 1 takes its whole namespace with it.
        foreach (var process in Tree(root).Reverse())
        {
            _ = Posix.kill(process, Posix.SigKill);
        }
    }

    public Task RemoveAsync() => Task.CompletedTask;

    // Orphans are adopted by the namespace's process 1, so nobody leaves this tree.
    private static IEnumerable<int> Tree(int root)
    {
        yield return root;
        foreach (var child in Children(root).SelectMany(Tree))
        {
            yield return child;
        }
    }

    private static int[] Children(int process) => Attempt(
        () => Directory.GetDirectories($"/proc/{process}/task")
            .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse)
            .ToArray(),
        []);

    // proc(5): after the name in parentheses, fields 14 to 17 are utime, stime, cutime, cstime.
    private static long CpuTicks(int process) => Attempt(
        () =>
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        },
        0);

    private static long Resident(int process) => Attempt(
        () => Kibibytes($"/proc/{process}/status", "RssAnon:") + Kibibytes($"/proc/{process}/status", "RssShmem:"), 0) * 1024;

    private static long ProportionalShare(int process) => Attempt(() => Kibibytes($"/proc/{process}/smaps_rollup", "Pss:"), 0) * 1024;

    private static long Kibibytes(string file, string key) => File.ReadLines(file)
        .Where(line => line.StartsWith(key, StringComparison.Ordinal))
        .Select(line => long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    // A process may end at any moment while it is looked at.
    private static T Attempt<T>(Func<T> read, T gone)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return gone;
        }
    }
}
