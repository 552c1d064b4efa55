namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>The runner's own cgroup, one folder in each hierarchy it needs; every run gets a group below it.</summary>
internal sealed class Cgroups
{
    private const string CpuController = "cpu";

    private Cgroups(string? unified, string memory, string pids, string? cpu, bool version2)
    {
        (Unified, Memory, Pids, Cpu, Version2) = (unified, memory, pids, cpu, version2);
    }

    /// <summary>Folder in the version 2 tree, which can kill a whole group and count its CPU time even without controllers.</summary>
    public string? Unified { get; }

    public string Memory { get; }

    public string Pids { get; }

    /// <summary>Where runs share the processor group by group. Null where that is not to be had.</summary>
    public string? Cpu { get; }

    public bool Version2 { get; }

    /// <summary>Those in which every run gets a group, each once.</summary>
    public IReadOnlyList<string> Folders => [.. new[] { Unified, Memory, Pids, Cpu }.OfType<string>().Distinct()];

    /// <summary>Makes the folders below our own group, or at the top where a root user's own group admits none.</summary>
    /// <param name="name">Name of the folders, unique to this process.</param>
    /// <param name="remember">Called with each folder before it is made, so that a later runner can remove it.</param>
    /// <returns>Null where memory and processes cannot be limited by cgroups.</returns>
    public static Cgroups? TryCreate(string name, Action<string> remember)
    {
        var mounts = CgroupMount.Discover();
        var unified = mounts.FirstOrDefault(mount => mount.Unified);
        if (unified is not null && Limits.All(unified.Controllers.Contains))
        {
            return TryDelegate(unified, name, remember) is { } folder ? new Cgroups(folder, folder, folder, Shared(folder, version2: true), version2: true) : null;
        }

        var (memory, pids) = (Version1("memory"), Version1("pids"));
        return memory is null || pids is null
            ? null
            : new Cgroups(unified is null ? null : TryMake(unified, name, remember), memory, pids, Shared(Version1(CpuController), version2: false), version2: false);

        string? Version1(string controller) =>
            mounts.FirstOrDefault(mount => !mount.Unified && mount.Controllers.Contains(controller)) is { } mount ? TryMake(mount, name, remember) : null;
    }

    private static readonly string[] Limits = ["memory", "pids"];

    private static string? TryMake(CgroupMount mount, string name, Action<string> remember) =>
        new[] { mount.Own, mount.Top }.Distinct().Select(parent => $"{parent}/{name}").FirstOrDefault(folder => Try(() =>
        {
            remember(folder);
            Directory.CreateDirectory(folder);
        }));

    // Version 2 gives controllers only to children of a group without processes of its own (cgroups(7), "no internal processes"):
    // if we are alone in ours, we step into a leaf.
    private static string? TryDelegate(CgroupMount mount, string name, Action<string> remember)
    {
        var isTop = !File.Exists($"{mount.Own}/cgroup.type");
        var alone = isTop || File.ReadAllText($"{mount.Own}/cgroup.procs").Trim() == Environment.ProcessId.ToString();
        var delegated = alone && Try(() =>
        {
            if (!isTop)
            {
                var leaf = Directory.CreateDirectory($"{mount.Own}/runner").FullName;
                File.WriteAllText($"{leaf}/cgroup.procs", "0");
            }

            Enable(mount.Own, Limits);
            _ = Try(() => Enable(mount.Own, CpuController)); // it goes without
        });
        var here = delegated ? mount : mount with { Own = mount.Top };
        return TryMake(here, name, remember) is { } folder && Try(() => Enable(folder, Limits)) ? folder : null;
    }

    // Runs share the processor as processes do where this does not work.
    private static string? Shared(string? folder, bool version2) => folder is not null && Try(() =>
    {
        if (version2)
        {
            Enable(folder, CpuController);
        }

        new CpuShare(folder, version2).FavourAll();
    }) ? folder : null;

    private static void Enable(string folder, params string[] controllers) =>
        File.WriteAllText($"{folder}/cgroup.subtree_control", string.Join(' ', controllers.Select(controller => $"+{controller}")));

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
