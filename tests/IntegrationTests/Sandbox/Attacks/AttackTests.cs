using Xunit.Abstractions;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>
/// The hostile corpus: each program ends as its file says, gets nothing, leaves nothing, and whoever runs beside it or after it does
/// not notice. A driver passes it by a fixture of its own.
/// </summary>
public abstract class AttackTests(AttackedSandbox sandbox, ITestOutputHelper output)
{
    // ./test attacks
    private static readonly int Rounds = Environment.GetEnvironmentVariable("CODEEXEC_ATTACKS") == "full" ? 3 : 1;

    public static TheoryData<string, int> Attacks()
    {
        var attacks = new TheoryData<string, int>();
        foreach (var round in Enumerable.Range(1, Rounds))
        {
            foreach (var name in Attack.Corpus.Keys)
            {
                attacks.Add(name, round);
            }
        }

        return attacks;
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task It_gets_nothing_leaves_nothing_and_disturbs_nobody(string attack, int round)
    {
        var report = await sandbox.AttackAsync(attack, round);

        output.WriteLine($"{report.Ending}, {report.Neighbours} neighbours\n{report.Said}");
        report.Got.Should().BeEmpty();
        report.Ending.Should().BeOneOf(sandbox.EndsOf(Attack.Corpus[attack]), report.Said);
        report.Left.Should().BeEmpty();
        report.Disturbed.Should().BeEmpty();
        report.Neighbours.Should().BePositive();
        if (report.Ending == "exited 0")
        {
            report.Said.Should().Be("contained\n", "it says so where it has tried everything");
        }
    }
}
