using System.Globalization;

namespace CodeExec.Benchmarks;

/// <summary>What this process and all that it started hold at the moment.</summary>
internal static class Footprint
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2); // what ended is cleared away meanwhile

    /// <param name="stateDirectory">A runner's, whose files are counted.</param>
    public static async Task<IReadOnlyDictionary<string, long>> TakeAsync(string stateDirectory)
    {
        await Task.Delay(Rest, TimeProvider.System);
        GC.Collect();
        var family = Descendants(Environment.ProcessId).ToList();
        return new Dictionary<string, long>
        {
            ["managed memory, KiB"] = GC.GetTotalMemory(forceFullCollection: true) >> 10,
            ["own resident memory, MiB"] = Status(Environment.ProcessId, "VmRSS") >> 10,
            ["processes started and alive"] = family.Count,
            ["their own resident memory, MiB"] = family.Sum(process => Status(process, "RssAnon")) >> 10,
            ["descriptors"] = Directory.GetFileSystemEntries("/proc/self/fd").Length,
            ["cgroups"] = File.ReadLines("/proc/cgroups").Skip(1).Sum(line => long.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture)),
            ["mounts"] = File.ReadLines("/proc/self/mountinfo").Count(),
            ["files kept by the runner"] = Directory.GetFileSystemEntries(stateDirectory, "*", SearchOption.AllDirectories).Length,
        };
    }

    private static IEnumerable<int> Descendants(int process)
    {
        foreach (var child in Directory.GetDirectories($"/proc/{process}/task").SelectMany(Children))
        {
            yield return child;
            foreach (var below in Descendants(child))
            {
                yield return below;
            }
        }
    }

    private static IEnumerable<int> Children(string task) =>
        Read($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture));

    // In KiB.
    private static long Status(int process, string field) =>
        Read($"/proc/{process}/status").Split('\n').FirstOrDefault(line => line.StartsWith($"{field}:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture)
            : 0;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }
}
