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
}
