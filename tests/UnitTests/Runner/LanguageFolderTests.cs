using System.Text.Json;
using CodeExec.Languages;
using CodeExec.TestKit;
using Json.Schema;

namespace CodeExec.UnitTests.Runner;

public sealed class LanguageFolderTests
{
    private static readonly string Languages = Path.Combine(Machine.Root, "languages");

    private static readonly JsonSchema Schema = JsonSchema.FromFile(Path.Combine(Languages, "language.schema.json"));

    public static TheoryData<string> Names() => [.. LanguageCatalogue.BuiltIn.All.Select(language => language.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_language_is_described_as_the_schema_says(string language)
    {
        using var description = JsonDocument.Parse(File.ReadAllText(Path.Combine(Languages, language, "language.json")));

        var result = Schema.Evaluate(description.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });

        result.Details!.SelectMany(detail => detail.Errors?.Select(error => $"{detail.InstanceLocation}: {error.Value}") ?? []).Should().BeEmpty();
        result.IsValid.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_language_has_a_program_that_greets_one_that_echoes_and_one_that_is_wrong(string language)
    {
        var files = Directory.GetFiles(Path.Combine(Languages, language)).Select(Path.GetFileName);

        var extension = Path.GetExtension(LanguageCatalogue.BuiltIn.Find(language)!.SourceFile);
        files.Should().Contain([$"hello{extension}", "hello.expected", $"echo{extension}", $"error{extension}", "error.expected"]);
    }

    [Fact]
    public void Every_folder_is_in_the_catalogue()
    {
        var folders = Directory.GetFiles(Languages, "language.json", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file)));

        LanguageCatalogue.BuiltIn.All.Select(language => language.Name).Should().BeEquivalentTo(folders);
    }

    [Fact]
    public void A_description_with_a_field_that_nobody_knows_is_refused()
    {
        using var description = JsonDocument.Parse(
            """{"name": "x", "display_name": "X", "version_command": ["x"], "source_file": "x.x", "run": ["x"], "debian_packages": [], "colour": "red"}""");

        Schema.Evaluate(description.RootElement).IsValid.Should().BeFalse();
    }

    [Fact]
    public void What_to_install_is_a_package_or_a_sentence()
    {
        LanguageCatalogue.BuiltIn.Find("typescript")!.HowToInstall.Should().Be("apt-get install nodejs node-typescript");
        LanguageCatalogue.BuiltIn.Find("csharp")!.HowToInstall.Should().StartWith("Install the .NET SDK");
    }
}
