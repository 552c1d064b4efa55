using CodeExec.Contracts;

namespace CodeExec.UnitTests.Gateway;

public sealed class TenantMarkTests
{
    [Fact]
    public void An_id_carries_its_tenants_mark_and_passes_it_on()
    {
        var mark = TenantMark.Of("school");
        var session = TenantMark.NewId(mark);
        var execution = TenantMark.NewIdBeside(session);

        (TenantMark.Of(session), TenantMark.Of(execution)).Should().Be((mark, mark));
        execution.Should().NotBe(session);
        (session.Version, session.Variant >> 2).Should().Be((8, 2), "it is a UUID of RFC 9562");
        $"{session:N}".Should().EndWith(mark);
        TenantMark.Of("another school").Should().NotBe(mark);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    public void Without_a_mark_an_id_is_random(string? mark)
    {
        var id = TenantMark.NewId(mark);

        (id.Version, TenantMark.Of(id)).Should().Be((4, null));
        TenantMark.NewIdBeside(id).Version.Should().Be(4);
    }

    [Fact]
    public void What_is_not_the_mark_is_random() =>
        Enumerable.Range(0, 1000).Select(_ => TenantMark.NewId(TenantMark.Of("school"))).Should().OnlyHaveUniqueItems();
}
