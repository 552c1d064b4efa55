namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>
/// What the comments at the head of a program say to us: <c>ends: A or B</c>, <c>only: PROCESSOR</c>, and where something else is expected,
/// <c>ends on gvisor: A</c>, <c>gets on gvisor: THIS</c> once for each, and <c>why on gvisor:</c>, without which the others are not taken.
/// </summary>
internal sealed class Remarks
{
    private readonly ILookup<string, string> _said;

    private Remarks(ILookup<string, string> said) => _said = said;

    public static Remarks Of(string file) => new(file.Split('\n')
        .TakeWhile(line => line.StartsWith('#') || line.StartsWith("//", StringComparison.Ordinal))
        .Select(line => line.TrimStart('#', '/', ' ').Split(": ", 2))
        .Where(words => words.Length == 2)
        .ToLookup(words => words[0], words => words[1]));

    public string? Only => _said["only"].FirstOrDefault();

    public Expectation? Expected => _said.Contains("ends") ? new Expectation(Ends("ends"), []) : null;

    /// <returns>What something else is expected of, by where: one of <see cref="Expectation.Differences"/>.</returns>
    /// <exception cref="InvalidDataException">There is no reason for what is expected.</exception>
    public IReadOnlyDictionary<string, Expectation> Elsewhere(Expectation expected) => Expectation.Differences
        .Select(where => (Where: where, Ends: Ends($"ends on {where}"), Gets: _said[$"gets on {where}"].ToList()))
        .Where(other => other.Ends.Count + other.Gets.Count > 0)
        .ToDictionary(other => other.Where, other => _said.Contains($"why on {other.Where}")
            ? new Expectation(other.Ends.Count > 0 ? other.Ends : expected.Ends, other.Gets)
            : throw new InvalidDataException($"A program does not say why something else is expected on {other.Where}."));

    private List<string> Ends(string key) => [.. _said[key].SelectMany(ends => ends.Split(" or "))];
}
