using CodeExec.Languages;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>The languages that must pass on this machine: Python, Go and what is installed; with CODEEXEC_TEST_LANGUAGES=all, every one.</summary>
internal static class LanguagesHere
{
    private static readonly string[] Always = ["python", "go"];

    private static readonly bool All = Environment.GetEnvironmentVariable("CODEEXEC_TEST_LANGUAGES") == "all";

    public static IEnumerable<string> Names => LanguageCatalogue.BuiltIn.All
        .Where(language => All || Always.Contains(language.Name) || IsInstalled(language))
        .Select(language => language.Name);

    private static bool IsInstalled(Language language) =>
        File.Exists(language.VersionCommand[0]) && language.DebianPackages.All(IsInstalled);

    // Debian notes what a package brought in NAME.list, or in NAME:ARCHITECTURE.list.
    private static bool IsInstalled(string package) => Directory.Exists(Packages)
        && (File.Exists($"{Packages}/{package}.list") || Directory.EnumerateFiles(Packages, $"{package}:*.list").Any());

    private const string Packages = "/var/lib/dpkg/info";
}
