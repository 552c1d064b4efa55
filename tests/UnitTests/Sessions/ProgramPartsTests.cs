using System.Text;
using CodeExec.Languages;
using CodeExec.RunStore;
using CodeExec.SessionService.Programs;

namespace CodeExec.UnitTests.Sessions;

public sealed class ProgramPartsTests
{
    private static readonly Language Python = LanguageCatalogue.BuiltIn.Find("python")!;

    [Fact]
    public void Without_an_entry_point_the_main_source_is_run()
    {
        var run = Run("print(1)", null, "util.py");

        (run.EntryPoint, Text(run.Source), Names(run)).Should().Be((null, "print(1)", "util.py"));
        Run("", null).Files.Should().BeNull();
    }

    [Fact]
    public void An_entry_point_among_the_files_is_run_and_the_main_source_lies_beside_it()
    {
        var run = Run("print(1)", "app/start.py", "util.py", "app/start.py");

        (run.EntryPoint, Text(run.Source), Names(run)).Should().Be(("app/start.py", "in app/start.py", "main.py util.py"));
        RunFiles.Read(run.Files)[0].Content.Should().Be("print(1)");
    }

    [Fact]
    public void An_empty_main_source_is_no_file_beside_another_entry_point()
    {
        var run = Run("", "app.py", "app.py");

        (run.EntryPoint, run.Files).Should().Be(("app.py", null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("main.py")]
    public void A_file_may_be_the_main_one_where_no_source_is(string? entryPoint)
    {
        var run = Run("", entryPoint, "util.py", "main.py");

        (run.EntryPoint, Text(run.Source), Names(run)).Should().Be((null, "in main.py", "util.py"));
        Problem("print(1)", entryPoint, "main.py").Should().Be("files[0].name");
    }

    [Theory]
    [InlineData("app.py")]
    [InlineData("Main.py")]
    [InlineData("main.go")]
    [InlineData("/src/main.py")]
    public void An_entry_point_that_is_no_file_is_refused(string entryPoint) => Problem("print(1)", entryPoint, "util.py").Should().Be("entry_point");

    [Fact]
    public void A_language_whose_main_file_has_one_name_takes_no_other()
    {
        var kotlin = LanguageCatalogue.BuiltIn.Find("kotlin")!;

        new ProgramParts(kotlin, 1, [File("app.kt", "")], "app.kt").FindProblem(100)!.ProblemDetails.Detail.Should().Contain("main.kt");
        new ProgramParts(kotlin, 1, [File("app.kt", "")], "main.kt").FindProblem(100).Should().BeNull();
    }

    [Fact]
    public void Bytes_of_all_files_count()
    {
        new ProgramParts(Python, 5, [File("a", "éé"), File("b", "1")], null).FindProblem(10).Should().BeNull();
        var problem = new ProgramParts(Python, 5, [File("a", "éé"), File("b", "12")], null).FindProblem(10)!;
        (problem.StatusCode, problem.ProblemDetails.Extensions["field"]).Should().Be((413, "files"));
    }

    [Fact]
    public void A_compiled_program_needs_its_place()
    {
        var c = LanguageCatalogue.BuiltIn.Find("c")!;

        new ProgramParts(c, 1, [File("program", "")], null).FindProblem(100)!.ProblemDetails.Extensions["field"].Should().Be("files[0].name");
        new ProgramParts(c, 1, [File("program/a", "")], null).FindProblem(100).Should().NotBeNull();
        new ProgramParts(Python, 1, [File("program", "")], null).FindProblem(100).Should().BeNull();
    }

    private static RunProgram Run(string source, string? entryPoint, params string[] names)
    {
        Problem(source, entryPoint, names).Should().BeNull();
        return Parts(source, entryPoint, names).ToRun(Encoding.UTF8.GetBytes(source));
    }

    private static object? Problem(string source, string? entryPoint, params string[] names) =>
        Parts(source, entryPoint, names).FindProblem(1000)?.ProblemDetails.Extensions["field"];

    private static ProgramParts Parts(string source, string? entryPoint, string[] names) =>
        new(Python, source.Length, [.. names.Select(name => File(name, $"in {name}"))], entryPoint);

    private static RunFile File(string name, string content) => new() { Name = name, Content = content };

    private static string Names(RunProgram run) => string.Join(' ', RunFiles.Read(run.Files).Select(file => file.Name));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
