namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>A mounted cgroup hierarchy and this process's own group in it.</summary>
/// <param name="Controllers">Its controllers; for version 2 those that can be delegated from our group.</param>
/// <param name="Unified">True for version 2.</param>
/// <param name="Top">Where it is mounted.</param>
/// <param name="Own">Folder of our group.</param>
internal sealed record CgroupMount(IReadOnlyCollection<string> Controllers, bool Unified, string Top, string Own)
{
    /// <summary>The hierarchies of this machine, from <c>/proc/self</c>.</summary>
    public static IReadOnlyList<CgroupMount> Discover() =>
        Parse(File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup"), DelegatedControllers);

    /// <param name="mountInfo">Lines of mountinfo; proc(5): ID PARENT DEVICE ROOT MOUNT_POINT OPTIONS… - TYPE SOURCE SUPER_OPTIONS.</param>
    /// <param name="ownGroups">Lines of /proc/self/cgroup: ID:CONTROLLERS:PATH, without controllers for version 2.</param>
    /// <param name="delegated">Controllers that the version 2 group in a folder has.</param>
    internal static IReadOnlyList<CgroupMount> Parse(
        IEnumerable<string> mountInfo, IEnumerable<string> ownGroups, Func<string, IReadOnlyCollection<string>> delegated)
    {
        var paths = ownGroups.Select(line => line.Split(':', 3)).ToDictionary(parts => parts[1], parts => parts[2]);
        var mounts = new List<CgroupMount>();
        foreach (var fields in mountInfo.Select(line => line.Split(' ')))
        {
            var separator = Array.IndexOf(fields, "-");
            var (root, top, type) = (fields[3], fields[4], fields[separator + 1]);
            var controllers = type == "cgroup2" ? [] : fields[^1].Split(',').Except(["rw", "ro"]).ToArray();
            var key = type switch
            {
                "cgroup2" => "",
                "cgroup" => paths.Keys.FirstOrDefault(names => names.Split(',').Intersect(controllers).Any()),
                _ => null,
            };
            if (key is null || !paths.TryGetValue(key, out var path))
            {
                continue;
            }

            // A container sees its own part only, mounted as if it were the whole.
            var below = root != "/" && path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;
            var own = $"{top}/{below.Trim('/')}".TrimEnd('/');
            mounts.Add(new CgroupMount(type == "cgroup2" ? delegated(own) : controllers, type == "cgroup2", top, own));
        }

        return mounts;
    }

    private static string[] DelegatedControllers(string folder)
    {
        var file = $"{folder}/cgroup.controllers";
        return File.Exists(file) ? File.ReadAllText(file).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) : [];
    }
}
