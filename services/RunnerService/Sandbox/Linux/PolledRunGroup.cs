using System.Globalization;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>
/// Stands in for a cgroup where none can be written: sums the process tree whenever it is asked. Sees no memory that no process
/// has mapped, such as files in the sandbox's tmpfs, and a burst between two looks only afterwards.
/// </summary>
internal sealed class PolledRunGroup : IRunGroup
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed by the kernel's interface

    private long _memoryBytes = long.MaxValue;
    private TimeSpan _cpuTime;
    private TimeSpan _before;
    private long _peak;

    public IReadOnlyList<string> MembershipFiles => [];

    public void Limit(SandboxLimits limits) => _memoryBytes = limits.MemoryBytes;

    // A short program may end before the next look, and what was there before it is not what it used.
    public void Begin(SandboxedProcess process) => _peak = 0;

    public void Discount(SandboxedProcess process) => _before = CpuTime(All(process));

    public RunUsage Measure(SandboxedProcess process)
    {
        var tree = All(process).ToList();
        var cpu = CpuTime(tree) - _before;
        _cpuTime = cpu > _cpuTime ? cpu : _cpuTime; // a process that ends takes its time out of the sum until its parent has waited for it

        _peak = Math.Max(_peak, Memory(tree));
        return new RunUsage(_cpuTime, _peak > 0 ? _peak : null, _peak > _memoryBytes) { AtLeast = true };
    }

    public long? MemoryNow(SandboxedProcess process) => Memory([.. All(process)]);

    public void Kill(SandboxedProcess process) => process.Kill();

    public Task RemoveAsync() => Task.CompletedTask;

    // Forked processes share pages that each of them counts; the exact share is slow to read, so only when it decides.
    private long Memory(List<int> tree) => tree.Sum(Resident) is var memory && memory > _memoryBytes ? tree.Sum(ProportionalShare) : memory;

    // Orphans are adopted by the namespace's process 1, so nobody leaves these trees.
    private static IEnumerable<int> All(SandboxedProcess process) => process.Roots.SelectMany(ProcessTree.Of);

    private static TimeSpan CpuTime(IEnumerable<int> processes) => TimeSpan.FromSeconds(processes.Sum(CpuTicks) / TicksPerSecond);

    // proc(5): after the name in parentheses, fields 14 to 17 are utime, stime, cutime, cstime.
    private static long CpuTicks(int process) => ProcessTree.Attempt(
        () =>
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        },
        0);

    /// <summary>Bytes that a process has for itself; 0 when it is gone.</summary>
    public static long Resident(int process) => ProcessTree.Attempt(
        () => Kibibytes($"/proc/{process}/status", "RssAnon:") + Kibibytes($"/proc/{process}/status", "RssShmem:"), 0) * 1024;

    private static long ProportionalShare(int process) => ProcessTree.Attempt(() => Kibibytes($"/proc/{process}/smaps_rollup", "Pss:"), 0) * 1024;

    private static long Kibibytes(string file, string key) => File.ReadLines(file)
        .Where(line => line.StartsWith(key, StringComparison.Ordinal))
        .Select(line => long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
