using CodeExec.RunnerService.Sandbox.Bubblewrap;

namespace CodeExec.UnitTests.Runner;

public sealed class BubblewrapFailureTests
{
    [Theory]
    [InlineData("bwrap: No permissions to create new namespace, likely because the kernel does not allow", "user namespaces are refused")]
    [InlineData("bwrap: Creating new namespace failed: Operation not permitted", "user namespaces are refused")]
    [InlineData("bwrap: setting up uid map: Permission denied", "user namespaces are refused")]
    [InlineData("bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "procMount: Unmasked")]
    [InlineData("bwrap: Can't find source path /root/x: Permission denied", "Runner__StateDirectory")]
    [InlineData("launch: change of user: Invalid argument", "Runner__FirstSandboxUserId")]
    [InlineData("launch: /sys/fs/cgroup/x/cgroup.procs: Permission denied", "Delegate=yes")]
    public void The_operator_is_told_what_to_grant_and_what_was_said(string words, string advice)
    {
        BubblewrapFailure.Explain(words).Should().ContainEquivalentOf(advice).And.Contain(words);
    }

    [Fact]
    public void Unknown_words_are_passed_on()
    {
        BubblewrapFailure.Explain("bwrap: something new").Should().Be("bwrap: something new");
    }
}
