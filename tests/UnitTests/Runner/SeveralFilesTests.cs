using CodeExec.Languages;

namespace CodeExec.UnitTests.Runner;

public sealed class SeveralFilesTests
{
    private static readonly Language C = new()
    {
        Name = "c", DisplayName = "C", VersionCommand = ["gcc"], SourceFile = "main.c", DebianPackages = ["gcc"],
        Compile = ["gcc", "-o", "/workspace/program", "/src/main.c", "{more_sources}", "-lm"],
        Run = ["/src/program", "{memory_mib}"],
    };

    [Fact]
    public void A_program_of_one_file_is_compiled_as_it_always_was()
    {
        var filled = C.Within(64 << 20).For("main.c", []);

        filled.Compile.Should().Equal("gcc", "-o", "/workspace/program", "/src/main.c", "-lm");
        filled.Run.Should().Equal("/src/program", "64");
    }

    [Fact]
    public void Other_sources_follow_in_their_order_each_a_word_and_other_files_do_not()
    {
        var filled = C.Within(64 << 20).For("lib/{memory_mib} $(x).c", ["z.c", "a.h", "data.txt", "lib/a b.c", "c"]);

        filled.Compile.Should().Equal("gcc", "-o", "/workspace/program", "/src/lib/{memory_mib} $(x).c", "/src/z.c", "/src/lib/a b.c", "-lm");
    }

    [Fact]
    public void A_language_may_have_several_extensions()
    {
        var filled = (C with { SourceExtensions = [".c", ".cc"] }).For("main.c", ["a.cc", "b.c", "c.cpp"]);

        filled.Compile.Should().ContainInOrder("/src/a.cc", "/src/b.c", "-lm").And.NotContain("/src/c.cpp");
    }

    [Theory]
    [InlineData("python", true)]
    [InlineData("commonlisp", true)]
    [InlineData("javascript", true)]
    [InlineData("typescript", true)]
    [InlineData("c", true)]
    [InlineData("cpp", true)]
    [InlineData("go", true)]
    [InlineData("java", true)]
    [InlineData("csharp", true)]
    [InlineData("kotlin", false)]
    [InlineData("octave", false)]
    public void Where_the_main_files_name_is_a_word_another_file_may_be_run(string language, bool takesEntryPoint) =>
        LanguageCatalogue.BuiltIn.Find(language)!.TakesEntryPoint.Should().Be(takesEntryPoint);
}
