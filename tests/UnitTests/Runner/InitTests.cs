using System.Diagnostics;
using CodeExec.TestKit;

namespace CodeExec.UnitTests.Runner;

public sealed class InitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_program_that_somebody_still_has_open_for_writing_is_waited_for()
    {
        var folder = Machine.TemporaryDirectory("init");
        var (program, report) = ($"{folder}/program", $"{folder}/report");
        File.Copy("/bin/true", program);
        using var late = new CancellationTokenSource(Patience);
        Process init;
        await using (File.OpenWrite(program))
        {
            init = Process.Start("/bin/sh", ["-c", $"exec setpriv --no-new-privs '{AppContext.BaseDirectory}/sandbox/init' 0 9 0 0 '{program}' 9>'{report}'"]);
            while (!File.Exists(report) || !(await File.ReadAllTextAsync(report, late.Token)).Contains('\n', StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, late.Token);
        }

        await init.WaitForExitAsync(late.Token);
        (await File.ReadAllTextAsync(report, late.Token)).Should().MatchRegex(@"^started \d+\nexited 0 ");
        init.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
