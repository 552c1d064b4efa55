using System.Text;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.UnitTests.Runner;

public sealed class InitReportTests
{
    [Fact]
    public void Nothing_is_known_before_the_first_line_is_whole()
    {
        var report = Read("star");

        (report.Started, report.End).Should().Be((false, null));
    }

    [Fact]
    public void Lines_may_arrive_in_pieces()
    {
        var report = Read("started 7000\nexi", "ted 137 1500 500 20", "48 12000\n");

        report.Started.Should().BeTrue();
        report.End.Should().Be(new ProgramEnd(137, null, TimeSpan.FromMilliseconds(2), 2048 * 1024, TimeSpan.FromMilliseconds(5)));
    }

    [Fact]
    public void A_signal_is_told_from_an_exit_code()
    {
        Read("started 1\n", "signaled 9 0 0 0 1\n").End.Should().Be(new ProgramEnd(null, 9, TimeSpan.Zero, 0, TimeSpan.Zero));
    }

    [Fact]
    public void A_program_that_has_started_has_not_ended()
    {
        Read("started 1\n").End.Should().BeNull();
    }

    private static InitReport Read(params string[] pieces)
    {
        var report = new InitReport();
        foreach (var piece in pieces)
        {
            report.Add(Encoding.ASCII.GetBytes(piece));
        }

        return report;
    }
}
