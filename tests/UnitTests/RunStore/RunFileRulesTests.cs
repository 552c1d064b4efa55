using CodeExec.RunStore;

namespace CodeExec.UnitTests.RunStore;

public sealed class RunFileRulesTests
{
    [Theory]
    [InlineData("util.py")]
    [InlineData("lib/util.py")]
    [InlineData("1/2/3/4/5/6/7/8")]
    [InlineData("-x")]
    [InlineData("...")]
    [InlineData("a b\u00a0ß👩")]
    [InlineData("a.py:b")]
    public void A_relative_path_is_a_name(string name) => RunFileNames.FaultOf(name).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("./a")]
    [InlineData("a/..")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\tb")]
    [InlineData("a\u007f")]
    [InlineData("a\u0085")]
    [InlineData("1/2/3/4/5/6/7/8/9")]
    public void What_could_lead_elsewhere_or_be_mistaken_is_none(string name) => RunFileNames.FaultOf(name).Should().NotBeNull();

    [Fact]
    public void A_name_has_at_most_255_bytes_in_UTF_8()
    {
        RunFileNames.FaultOf(new string('a', 255)).Should().BeNull();
        RunFileNames.FaultOf(new string('a', 256)).Should().NotBeNull();
        RunFileNames.FaultOf(new string('é', 128)).Should().NotBeNull();
    }

    [Fact]
    public void A_fault_is_found_where_it_is()
    {
        Field(["a", "b", "a"]).Should().Be("files[2].name");
        Field(["a", "b/c/d", "b/c"]).Should().Be("files[1].name");
        Field(["a/b", "ab", "a/c"]).Should().BeNull();
        Field(["main.py"], "main.py").Should().Be("files[0].name");
        Field(["main.py/x"], "main.py").Should().Be("files[0].name");
        Field(["main/x.py", "Main.py"], "main.py").Should().BeNull();
        RunFileRules.Find([File("a"), null])!.Field.Should().Be("files[1]");
    }

    [Fact]
    public void There_are_at_most_100()
    {
        Field([.. Enumerable.Range(0, 100).Select(number => $"{number}")]).Should().BeNull();
        Field([.. Enumerable.Range(0, 101).Select(number => $"{number}")]).Should().Be("files");
    }

    [Fact]
    public void Files_are_read_as_they_were_written()
    {
        RunFile[] files = [File("a/ü.txt", "\0\u0001\"\\\r\n</>👩"), File("empty", "")];

        RunFiles.Read(RunFiles.Write(files)).Should().Equal(files);
        RunFiles.Write([]).Should().BeNull();
        RunFiles.Read(default).Should().BeEmpty();
    }

    private static string? Field(string[] names, string? main = null) =>
        RunFileRules.Find([.. names.Select(name => File(name))], main is null ? [] : [(main, "another")])?.Field;

    private static RunFile File(string name, string content = "") => new() { Name = name, Content = content };
}
