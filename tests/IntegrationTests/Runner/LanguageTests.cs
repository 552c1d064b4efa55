using CodeExec.Contracts.Executions;
using CodeExec.TestKit;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>The programs that stand in the folder of each language, in the sandbox.</summary>
[Collection(nameof(LanguageFixture))]
public sealed class LanguageTests(LanguageFixture fixture)
{
    private const string Input = "Ada\nGrace Hopper\nzwei größere Wörter ✓\n";

    public static TheoryData<string> Names() => [.. LanguagesHere.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Hello_prints_what_is_expected(string language)
    {
        var run = await fixture.RunAsync(language, Program(language, "hello"));

        run.Result.Stderr.Text().Should().BeEmpty();
        (run.Result.Termination, run.Result.ExitCode, run.Result.Stdout.Text()).Should().Be((Termination.Exited, 0, Expected(language, "hello")));
        fixture.Toolchains.Statuses[language].Version.Should().MatchRegex(@"^\d+(\.\d+)+$");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Echo_prints_its_input(string language)
    {
        var run = await fixture.RunAsync(language, Program(language, "echo"), Input);

        run.Result.Stderr.Text().Should().BeEmpty();
        (run.Result.Termination, run.Result.ExitCode, run.Result.Stdout.Text()).Should().Be((Termination.Exited, 0, Input));
    }

    /// <remarks>What is expected: termination and exit code, and then lines that are in what the user is told.</remarks>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_error_is_told_in_the_languages_words(string language)
    {
        var expected = Expected(language, "error").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var run = await fixture.RunAsync(language, Program(language, "error"));

        $"{run.Result.Termination} {run.Result.ExitCode}".Should().Be(expected[0], run.Result.Stderr.Text());
        (run.Result.Stderr.Text() + run.Result.Stdout.Text()).Should().ContainAll(expected[1..]);
    }

    internal static string Program(string language, string name) => File.ReadAllText(
        Directory.GetFiles(Folder(language), $"{name}.*").Single(file => !file.EndsWith(".expected", StringComparison.Ordinal)));

    private static string Expected(string language, string name) => File.ReadAllText($"{Folder(language)}/{name}.expected");

    private static string Folder(string language) => Path.Combine(Machine.Root, "languages", language);
}
