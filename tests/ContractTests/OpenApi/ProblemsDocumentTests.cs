using System.Text.RegularExpressions;
using CodeExec.TestKit;

namespace CodeExec.ContractTests.OpenApi;

public sealed partial class ProblemsDocumentTests
{
    [Fact]
    public void The_problems_documented_are_those_that_the_code_answers_with()
    {
        var inCode = new[] { "services", "platform", "standalone" }
            .SelectMany(room => Directory.EnumerateFiles(Path.Combine(Machine.Root, room), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => NameInCode().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value);

        var documented = NameInDocument().Matches(File.ReadAllText(Path.Combine(Machine.Root, "docs/api/problems.md")))
            .Select(match => match.Groups["name"].Value).ToArray();

        inCode.Distinct().Should().HaveCountGreaterThan(20).And.BeEquivalentTo(documented);
    }

    [GeneratedRegex("""(Problems\.Of\(\s*"|urn:codeexec:problem:)(?<name>[a-z][a-z0-9-]+)""")]
    private static partial Regex NameInCode();

    [GeneratedRegex("^\\| `(?<name>[a-z-]+)` \\| \\d", RegexOptions.Multiline)]
    private static partial Regex NameInDocument();
}
