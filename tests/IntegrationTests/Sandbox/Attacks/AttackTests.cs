using Xunit.Abstractions;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>
/// The hostile corpus: each program ends as its file says, gets nothing, leaves nothing, and whoever runs beside it or after it does
/// not notice. A driver passes it by a class and a fixture of its own.
/// </summary>
public abstract class AttackTests(AttackedSandbox sandbox, ITestOutputHelper output)
{
    private protected async Task AttackAsync(string attack, int round)
    {
        var (report, expected) = (await sandbox.AttackAsync(attack, round), sandbox.ExpectedOf(Attack.Corpus[attack]));

        output.WriteLine($"{report.Ending}, {report.Neighbours} neighbours\n{report.Said}");
        report.Got.Should().BeSubsetOf(expected.Gets.Select(what => $"got {what}"));
        report.Ending.Should().BeOneOf(expected.Ends, report.Said);
        report.Left.Should().BeEmpty();
        report.Disturbed.Should().BeEmpty();
        report.Neighbours.Should().BePositive();
        if (report.Ending == "exited 0")
        {
            report.Said.Split('\n').Except(report.Got).Should().Equal(["contained", ""], "it says so where it has tried everything");
        }
    }
}
