using System.Globalization;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>The cgroup of one run, in version 2 or in version 1 with a version 2 tree beside it.</summary>
internal sealed class CgroupRunGroup : IRunGroup
{
    private const int OwnProcesses = 2; // bubblewrap and init
    private static readonly TimeSpan RemovalTime = TimeSpan.FromSeconds(10);

    private readonly bool _version2;
    private readonly string? _unified;
    private readonly string _memory;
    private readonly string _pids;
    private readonly string[] _folders;
    private readonly CpuShare? _share;
    private readonly TimeProvider _clock;
    private TimeSpan _before;

    public CgroupRunGroup(Cgroups parent, string name, TimeProvider clock)
    {
        _version2 = parent.Version2;
        _unified = parent.Unified is null ? null : $"{parent.Unified}/{name}";
        (_memory, _pids, _clock) = ($"{parent.Memory}/{name}", $"{parent.Pids}/{name}", clock);
        _folders = [.. parent.Folders.Select(folder => $"{folder}/{name}")];
        _share = parent.Cpu is null ? null : new CpuShare($"{parent.Cpu}/{name}", _version2);
        Array.ForEach(_folders, folder => Directory.CreateDirectory(folder));
    }

    private TimeSpan? CpuTime => _unified is null ? null : TimeSpan.FromMicroseconds(Number($"{_unified}/cpu.stat", "usage_usec") ?? 0);

    public IReadOnlyList<string> MembershipFiles => [.. _folders.Select(folder => $"{folder}/cgroup.procs")];

    public void Limit(SandboxLimits limits)
    {
        var memory = limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText($"{_pids}/pids.max", (limits.Processes + OwnProcesses).ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(_version2 ? $"{_memory}/memory.max" : $"{_memory}/memory.limit_in_bytes", memory);
        // Absent where the kernel does not count swap.
        WriteIfThere(_version2 ? $"{_memory}/memory.swap.max" : $"{_memory}/memory.memsw.limit_in_bytes", _version2 ? "0" : memory);
        if (_version2)
        {
            File.WriteAllText($"{_memory}/memory.oom.group", "1");
        }

        if (limits.CpuPercent is { } percent)
        {
            _share?.Limit(percent);
        }
    }

    public void Discount(SandboxedProcess process) => _before = CpuTime ?? TimeSpan.Zero;

    public RunUsage Measure(SandboxedProcess process) => new(
        CpuTime - _before,
        Number(_version2 ? $"{_memory}/memory.peak" : $"{_memory}/memory.max_usage_in_bytes"),
        Number(_version2 ? $"{_memory}/memory.events" : $"{_memory}/memory.oom_control", "oom_kill") > 0);

    public long? MemoryNow(SandboxedProcess process) => Number(_version2 ? $"{_memory}/memory.current" : $"{_memory}/memory.usage_in_bytes");

    public void Kill(SandboxedProcess process)
    {
        process.Kill();
        // It may have joined and not be in its namespace yet.
        if (_unified is not null)
        {
            File.WriteAllText($"{_unified}/cgroup.kill", "1");
        }
        else
        {
            KillMembers(_pids);
        }
    }

    public async Task RemoveAsync()
    {
        var started = _clock.GetTimestamp();
        foreach (var folder in _folders)
        {
            while (!TryRemove(folder) && _clock.GetElapsedTime(started) < RemovalTime)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), _clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Kills what is in the group of a dead runner and below it, and removes it.</summary>
    /// <returns>True when nothing of it is left.</returns>
    public static bool Sweep(string folder)
    {
        foreach (var group in Directory.Exists(folder) ? Directory.GetDirectories(folder).Append(folder) : [])
        {
            KillMembers(group);
            TryRemove(group);
        }

        return !Directory.Exists(folder);
    }

    private static void KillMembers(string folder)
    {
        foreach (var process in File.ReadLines($"{folder}/cgroup.procs"))
        {
            _ = Posix.kill(int.Parse(process, CultureInfo.InvariantCulture), Posix.SigKill);
        }
    }

    private static void WriteIfThere(string file, string text)
    {
        if (File.Exists(file))
        {
            File.WriteAllText(file, text);
        }
    }

    // A file of one number, or of "key number" lines. memory.peak is missing before kernel 5.19.
    private static long? Number(string file, string? key = null)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var line = key is null ? File.ReadAllText(file) : File.ReadLines(file).First(line => line.StartsWith($"{key} ", StringComparison.Ordinal))[key.Length..];
        return long.Parse(line, CultureInfo.InvariantCulture);
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false; // processes that were killed are still leaving
        }
    }
}
