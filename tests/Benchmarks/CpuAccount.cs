using System.Globalization;

namespace CodeExec.Benchmarks;

/// <summary>
/// CPU time of this process and all that it starts, wherever they go: a cgroup of its own in the version 2 tree, which counts even without
/// controllers. Needs a tree that it may write.
/// </summary>
internal sealed class CpuAccount : IDisposable
{
    private const int KernelThreads = 2; // kthreadd, the parent of them all
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10); // USER_HZ

    private static readonly Dictionary<string, long> Seen = [];
    private static long _kernelTicks;

    private readonly string _top;
    private readonly string _folder;

    public CpuAccount()
    {
        _top = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).FirstOrDefault(fields => fields.Contains("cgroup2"))?[4]
            ?? throw new InvalidOperationException("CPU time is counted by a cgroup of version 2, and none is mounted here.");
        _top += File.ReadLines("/proc/self/cgroup").Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..].TrimEnd('/');
        _folder = Directory.CreateDirectory($"{_top}/bench-{Environment.ProcessId}").FullName;
        File.WriteAllText($"{_folder}/cgroup.procs", "0");
    }

    /// <summary>Of our processes so far.</summary>
    public TimeSpan Own => TimeSpan.FromMicroseconds(long.Parse(
        File.ReadLines($"{_folder}/cpu.stat").First(line => line.StartsWith("usage_usec", StringComparison.Ordinal))["usage_usec ".Length..], CultureInfo.InvariantCulture));

    /// <summary>
    /// Of the kernel's own threads, which tear namespaces down; they work for everybody on the machine. What one of them has used stays
    /// counted when it ends.
    /// </summary>
    public static TimeSpan Kernel
    {
        get
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                var (before, now) = (Seen.GetValueOrDefault(folder), KernelTicks(folder));
                _kernelTicks += now >= before ? now - before : now; // fewer: another one has its number
                Seen[folder] = now;
            }

            return _kernelTicks * Tick;
        }
    }

    public void Dispose()
    {
        File.WriteAllText($"{_top}/cgroup.procs", "0");
        // A runner has made groups of its own in it, those of its runs below them.
        foreach (var folder in Directory.GetDirectories(_folder, "*", SearchOption.AllDirectories).OrderByDescending(folder => folder.Length).Append(_folder))
        {
            Directory.Delete(folder);
        }
    }

    private static long KernelTicks(string folder)
    {
        if (!char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        {
            return 0;
        }

        try
        {
            // pid (name) state ppid …; utime and stime are fields 14 and 15.
            var stat = File.ReadAllText($"{folder}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture) == KernelThreads ? fields[11..13].Sum(long.Parse) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0; // It has ended since.
        }
    }
}
