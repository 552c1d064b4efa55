using CodeExec.Languages;

namespace CodeExec.UnitTests.Runner;

public sealed class LanguageCatalogueTests
{
    [Fact]
    public void A_language_is_found_by_name_and_alias_in_any_case()
    {
        LanguageCatalogue.BuiltIn.Find("Golang").Should().BeSameAs(LanguageCatalogue.BuiltIn.Find("go")).And.NotBeNull();
        LanguageCatalogue.BuiltIn.Find("klingon").Should().BeNull();
    }

    [Fact]
    public void A_prepare_script_belongs_to_the_language_of_its_folder()
    {
        LanguageCatalogue.BuiltIn.Find("go")!.PrepareScript.Should().Contain("$TOOLCHAIN");
        LanguageCatalogue.BuiltIn.Find("python")!.PrepareScript.Should().BeNull();
    }

    [Fact]
    public void A_memory_limit_is_filled_in_wherever_a_language_asks_for_it()
    {
        var language = LanguageCatalogue.BuiltIn.Find("go")! with { Compile = ["cc", "-m={memory_mib}"], Run = ["run", "{memory_mib}m", "{heap_mib}"] };

        var filled = language.Within(256 << 20);

        filled.Compile.Should().Equal("cc", "-m=256");
        filled.Run.Should().Equal("run", "256m", "192");
        filled.Environment["GOMEMLIMIT"].Should().Be("256MiB");
    }
}
