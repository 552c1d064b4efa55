using System.Diagnostics;
using System.Runtime.Versioning;
using CodeExec.TestKit;

namespace CodeExec.IntegrationTests.Sandbox;

[SupportedOSPlatform("linux")]
public sealed class OrdinaryUserTests
{
    private const string Somebody = "1654"; // an id without an account: nothing is granted to it

    [Theory]
    [InlineData(nameof(SingleUseWithoutCgroupTests))]
    [InlineData(nameof(ForkedWithoutCgroupTests))]
    [InlineData(nameof(GVisorWithoutCgroupTests))]
    [InlineData(nameof(WaitingWithoutCgroupTests))]
    public async Task The_sandbox_keeps_its_promises_for_an_ordinary_user(string promises)
    {
        Environment.IsPrivilegedProcess.Should().BeTrue("only root can become somebody else; started by an ordinary user, the other tests show the same");
        var home = Directory.CreateTempSubdirectory("codeexec-somebody-").FullName;
        File.SetUnixFileMode(home, (UnixFileMode)0b111_111_111);
        try
        {
            using var tests = Process.Start(new ProcessStartInfo(Machine.Find("setpriv"),
            [
                $"--reuid={Somebody}", $"--regid={Somebody}", "--clear-groups", "--inh-caps=-all", "--",
                Environment.ProcessPath!, "vstest", typeof(OrdinaryUserTests).Assembly.Location, $"/TestCaseFilter:FullyQualifiedName~{promises}",
            ])
            {
                RedirectStandardOutput = true,
                Environment = { ["HOME"] = home, ["TMPDIR"] = home, ["DOTNET_CLI_HOME"] = home },
            })!;
            var words = await tests.StandardOutput.ReadToEndAsync();
            await tests.WaitForExitAsync();

            tests.ExitCode.Should().Be(0, words);
            words.Should().MatchRegex("Passed: +[1-9]");
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
