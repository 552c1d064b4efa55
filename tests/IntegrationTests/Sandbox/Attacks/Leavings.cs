using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>What the runs of one sandbox have left on this machine: processes, cgroups, mounts and files.</summary>
/// <param name="instance">The sandbox's folder.</param>
/// <param name="cgroups">Its cgroups; null where it has none.</param>
/// <param name="firstUser">First of the user ids that its slots have where we are root.</param>
/// <param name="users">How many these are.</param>
/// <param name="isWaiting">Whether a process, by its command line, belongs to no run so far.</param>
internal sealed class Leavings(InstanceDirectory instance, Cgroups? cgroups, int firstUser, int users, Func<string[], bool> isWaiting)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CollectionTime = TimeSpan.FromSeconds(5); // a process 1 that looks every other second

    private HashSet<string> _known = [];

    /// <summary>Takes what files and mounts there are now for what there must be.</summary>
    public void Remember() => _known = [.. Files(), .. Mounts()];

    /// <param name="mark">What the run had as an argument.</param>
    /// <param name="orphans">
    /// Whether dead processes may wait for this machine's process 1 to collect them: the kernel's own kill for memory takes a process and the
    /// parent that would have collected it at once.
    /// </param>
    /// <returns>What is still there a second after its end.</returns>
    public async Task<IReadOnlyList<string>> AfterASecondAsync(string mark, bool orphans)
    {
        var left = await WhatStaysAsync(() => Find(mark, orphans), Patience);
        if (orphans)
        {
            await WhatStaysAsync(() => Find(mark, orphans: false), CollectionTime); // or the next attack would have left them
        }

        return left;
    }

    private static async Task<IReadOnlyList<string>> WhatStaysAsync(Func<IReadOnlyList<string>> find, TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        IReadOnlyList<string> left;
        while ((left = find()).Count > 0 && !late.IsCancellationRequested)
        {
            await pause.WaitForNextTickAsync();
        }

        return left;
    }

    private List<string> Find(string mark, bool orphans) =>
    [
        .. Directory.GetDirectories("/proc").Where(process => IsLeft(process, mark) && !(orphans && IsDeadOrphan(process)))
            .Select(process => $"{process}: {Status(process, "State:")} {Status(process, "Name:")} of {Status(process, "PPid:")} {string.Join(' ', CommandLine(process))}"),
        .. (cgroups?.Folders ?? []).SelectMany(Directory.GetDirectories).Where(group => !IsWaitingGroup(group)),
        .. Files().Concat(Mounts()).Where(found => !_known.Contains(found)),
    ];

    private bool IsLeft(string process, string mark) =>
        CommandLine(process) is var words && (words.Any(word => word.Contains(mark, StringComparison.Ordinal)) || (IsOfSlot(process) && !isWaiting(words)));

    private bool IsOfSlot(string process) =>
        uint.TryParse(Status(process, "Uid:").Split('\t')[0], out var user) && user >= firstUser && user < firstUser + users;

    private static bool IsDeadOrphan(string process) => Status(process, "State:").StartsWith('Z') && Status(process, "PPid:") == "1";

    private static string Status(string process, string key) => Attempt(
        () => File.ReadLines($"{process}/status").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim() ?? "", "");

    // The next run's, who waits in it alone.
    private bool IsWaitingGroup(string group) => Attempt(
        () => File.ReadAllLines($"{group}/cgroup.procs") is [var member] && isWaiting(CommandLine($"/proc/{member}")), !Directory.Exists(group));

    // Those of the run that was the last one may just be on their way.
    private IEnumerable<string> Files() => new DirectoryInfo(instance.Path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .Select(entry => Attempt(() => Describe(entry), "")).Where(found => found != "");

    private static string Describe(FileSystemInfo entry) =>
        entry is FileInfo file ? $"{file} {file.UnixFileMode} {file.Length} {file.LastWriteTimeUtc.Ticks}" : $"{entry} {entry.UnixFileMode}";

    private static string[] Mounts() => File.ReadAllLines("/proc/self/mountinfo");

    private static string[] CommandLine(string process) => Attempt(() => File.ReadAllText($"{process}/cmdline").TrimEnd('\0').Split('\0'), []);

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
