using System.Globalization;

namespace CodeExec.Benchmarks;

/// <summary>CPU time, user's and kernel's, as proc(5) counts it: in ticks of a hundredth of a second.</summary>
internal static class CpuTime
{
    // USER_HZ, which Linux fixes at 100 for all it shows in /proc whatever its own clock.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Of these processes, of all that they started, and of those of them that have ended.</summary>
    public static TimeSpan OfTrees(IEnumerable<int> roots)
    {
        var processes = Directory.EnumerateDirectories("/proc").Select(ReadProcess).OfType<ProcessTicks>().ToDictionary(process => process.Id);
        var children = processes.Values.ToLookup(process => process.Parent, process => process.Id);
        var (waiting, ticks) = (new Queue<int>(roots), 0L);
        while (waiting.TryDequeue(out var id))
        {
            ticks += processes.GetValueOrDefault(id)?.Ticks ?? throw new InvalidOperationException($"Process {id} has ended.");
            foreach (var child in children[id])
            {
                waiting.Enqueue(child);
            }
        }

        return ticks * Tick;
    }

    /// <summary>Of this process alone.</summary>
    public static TimeSpan OfProcess(int id) => (ReadProcess($"/proc/{id}")?.OwnTicks ?? throw new InvalidOperationException($"Process {id} has ended.")) * Tick;

    /// <summary>Of the whole machine: every process and the kernel, interrupts included.</summary>
    public static TimeSpan OfMachine()
    {
        // cpu user nice system idle iowait irq softirq steal …; the last two are within user, and a stolen tick was nobody's here.
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..8].Select(long.Parse).ToArray();
        return (ticks.Sum() - ticks[3] - ticks[4]) * Tick;
    }

    private static ProcessTicks? ReadProcess(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            // pid (name) state ppid …; the name may hold spaces and brackets.
            var stat = File.ReadAllText($"{folder}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessTicks(id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..13].Sum(long.Parse), fields[11..15].Sum(long.Parse));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has ended since; its parent has its time.
        }
    }

    // utime and stime are its own; with cutime and cstime also that of the children it has waited for.
    private sealed record ProcessTicks(int Id, int Parent, long OwnTicks, long Ticks);
}
