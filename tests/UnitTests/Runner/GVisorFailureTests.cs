using CodeExec.RunnerService.Sandbox.GVisor;

namespace CodeExec.UnitTests.Runner;

public sealed class GVisorFailureTests
{
    [Theory]
    [InlineData("running container: creating container: cannot create sandbox: EOF", "ptrace")]
    [InlineData("bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "procMount: Unmasked")]
    [InlineData("launch: change of user: Invalid argument", "Runner__FirstSandboxUserId")]
    public void The_operator_is_told_what_to_grant_and_what_was_said(string words, string advice)
    {
        GVisorFailure.Explain(words).Should().ContainEquivalentOf(advice).And.Contain(words);
    }
}
