using CodeExec.Languages;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>Which attacks are run, as rows of a theory: name and round.</summary>
public static class AttackRounds
{
    private static readonly bool InFull = Environment.GetEnvironmentVariable("CODEEXEC_ATTACKS") == "full"; // ./test attacks

    /// <summary>The corpus, three times in full.</summary>
    public static TheoryData<string, int> All() => Rows(_ => true, InFull ? 3 : 1);

    /// <summary>Once in full; otherwise two of each kind and all of which something else is expected with gVisor.</summary>
    public static TheoryData<string, int> ForSlowSandboxes() => Rows(attack => InFull || Differs(attack) || IsOfTheFirst(2, attack, _ => true), 1);

    /// <summary>Those whose interpreter may be started ahead: once in full; otherwise one of each kind.</summary>
    public static TheoryData<string, int> ForWaitingInterpreters() => Rows(attack => IsOfTheFirst(InFull ? int.MaxValue : 1, attack, MayWait), 1);

    private static bool Differs(Attack attack) => attack.Elsewhere.ContainsKey(Expectation.GVisor);

    private static bool MayWait(Attack attack) => LanguageCatalogue.BuiltIn.Find(attack.Language)?.Warm is not null;

    private static bool IsOfTheFirst(int count, Attack attack, Func<Attack, bool> among) =>
        Attack.Corpus.Values.Where(other => other.Kind == attack.Kind && among(other)).Take(count).Contains(attack);

    private static TheoryData<string, int> Rows(Func<Attack, bool> isRun, int rounds)
    {
        var rows = new TheoryData<string, int>();
        foreach (var round in Enumerable.Range(1, rounds))
        {
            foreach (var attack in Attack.Corpus.Values.Where(isRun))
            {
                rows.Add(attack.Name, round);
            }
        }

        return rows;
    }
}
