namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>Turns bubblewrap's words into what an operator has to grant.</summary>
internal static class BubblewrapFailure
{
    private static readonly (string Words, string Advice)[] Known =
    [
        ("mount proc",
            "The container hides parts of /proc, and the kernel then allows no fresh one. Unmask it: Docker --security-opt systempaths=unconfined, "
            + "Kubernetes procMount: Unmasked."),
        ("namespace",
            NamespacesRefused),
        ("uid map",
            NamespacesRefused),
        ("loopback",
            NamespacesRefused),
        ("change of user",
            "User ids from Runner__FirstSandboxUserId on cannot be used here. Set it to unused ids of this container, or start the runner as an ordinary user."),
        ("source path",
            "The sandbox's user cannot reach the runner's files. Set Runner__StateDirectory to a path that every user can traverse."),
        ("cgroup.procs",
            "The runner can make cgroups and not put processes into them. Delegate the whole group (systemd: Delegate=yes)."),
    ];

    private const string NamespacesRefused =
        "Unprivileged user namespaces are refused. On the host set kernel.unprivileged_userns_clone=1 (Debian) and user.max_user_namespaces above 0; "
        + "on Ubuntu give /usr/bin/bwrap an AppArmor profile with \"userns,\"; in a container use a seccomp profile that allows clone, unshare, setns, "
        + "mount, umount2 and pivot_root.";

    /// <summary>A sentence for <c>/health/ready</c> and the log.</summary>
    public static string Explain(string words)
    {
        var advice = Known.FirstOrDefault(known => words.Contains(known.Words, StringComparison.OrdinalIgnoreCase)).Advice;
        return advice is null ? words : $"{advice} ({words})";
    }
}
