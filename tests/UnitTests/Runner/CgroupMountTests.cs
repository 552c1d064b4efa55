using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.UnitTests.Runner;

public sealed class CgroupMountTests
{
    [Fact]
    public void Version_2_alone_has_what_was_delegated_to_our_group()
    {
        string[] mounts = ["30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"];

        var mount = CgroupMount.Parse(mounts, ["0::/system.slice/runner.service"], Delegated).Should().ContainSingle().Subject;

        (mount.Unified, mount.Top, mount.Own).Should().Be((true, "/sys/fs/cgroup", "/sys/fs/cgroup/system.slice/runner.service"));
        mount.Controllers.Should().Equal("of /sys/fs/cgroup/system.slice/runner.service");
    }

    [Fact]
    public void Version_1_has_a_hierarchy_for_each_controller_and_version_2_may_stand_beside_it()
    {
        string[] mounts =
        [
            "29 24 0:25 / /sys/fs/cgroup rw - tmpfs tmpfs rw",
            "31 29 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
            "32 29 0:28 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory",
            "33 29 0:29 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd",
            "34 29 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
        ];
        string[] own = ["4:memory:/jobs/7", "2:cpu,cpuacct:/", "1:name=systemd:/init.scope", "0::/"];

        var found = CgroupMount.Parse(mounts, own, Delegated);

        found.Select(mount => mount.Own).Should().Equal(
            "/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/memory/jobs/7", "/sys/fs/cgroup/systemd/init.scope", "/sys/fs/cgroup/unified");
        found.Single(mount => mount.Unified).Top.Should().Be("/sys/fs/cgroup/unified");
        found[1].Controllers.Should().Equal("memory");
    }

    [Fact]
    public void A_container_sees_its_part_as_the_whole()
    {
        string[] mounts = ["40 39 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory"];

        var found = CgroupMount.Parse(mounts, ["4:memory:/docker/abc"], Delegated);

        found.Should().ContainSingle().Which.Own.Should().Be("/sys/fs/cgroup/memory");
    }

    private static string[] Delegated(string folder) => [$"of {folder}"];
}
