using CodeExec.RunnerService.Sandbox.GVisor;

namespace CodeExec.UnitTests.Runner;

public sealed class RunscTests
{
    private const string Of2022 = """
          -ignore-cgroups
            	don't configure cgroups.
          -overlay2 value
            	wrap mounts with overlayfs.
          -platform string
            	specifies which platform to use: ptrace (default), kvm. (default "ptrace")
        """;

    private const string Of2024 = Of2022 + """

          -directfs
            	directly access the container filesystems from the sentry. (default true)
          -platform string
            	specifies which platform to use: systrap (default), ptrace, kvm. (default "systrap")
        """;

    [Fact]
    public void An_old_release_is_asked_for_what_it_knows()
    {
        var runsc = new Runsc("/usr/bin/runsc", "1", Of2022);

        runsc.Platforms.Should().Equal("ptrace");
        runsc.Run("ptrace", "/run", "/bundle", "a").Should().Equal(
            "/usr/bin/runsc", "--root=/run", "--rootless", "--network=none", "--ignore-cgroups", "--platform=ptrace", "--overlay2=none", "run", "--bundle=/bundle", "a");
    }

    [Fact]
    public void A_newer_one_tries_systrap_first_and_keeps_its_kernel_away_from_files()
    {
        var runsc = new Runsc("/usr/bin/runsc", "2", Of2024);

        runsc.Platforms.Should().Equal("systrap", "ptrace");
        runsc.Run("systrap", "/run", "/bundle", "a").Should().Contain("--platform=systrap").And.Contain("--overlay2=none").And.Contain("--directfs=false");
    }
}
