using CodeExec.RunnerService.Sandbox;

namespace CodeExec.UnitTests.Runner;

public sealed class SandboxSelfTestTests
{
    private const string Confined = """
        Uid:	1000	1000	1000	1000
        CapEff:	0000000000000000
        CapBnd:	0000000000000000
        NoNewPrivs:	1
        Seccomp:	2
        Kernel: Linux version 4.4.0
        Processes: 1 2 5
        Interfaces: lo
        Workspace: writable
        """;

    [Fact]
    public void A_confined_program_has_no_faults()
    {
        SandboxSelfTest.Faults(Confined, SandboxFact.OfNamespaces).Should().BeEmpty();
    }

    [Theory]
    [InlineData("NoNewPrivs:	1", "NoNewPrivs:	0", "it can gain privileges (NoNewPrivs: 0)")]
    [InlineData("Seccomp:	2", "", "system calls are not filtered (Seccomp: missing)")]
    [InlineData("Interfaces: lo", "Interfaces: loeth0", "it sees the network (Interfaces: loeth0)")]
    [InlineData("Processes: 1 2 5", "Processes: 1 2 3 200 201 302", "processes of the host can be seen")]
    [InlineData("Processes: 1 2 5", "Processes: 41 42", "processes of the host can be seen")]
    [InlineData("Workspace: writable", "Workspace: writable\nWritable: /usr", "/usr can be written")]
    public void Whatever_is_not_as_it_must_be_is_named(string line, string seen, string fault)
    {
        SandboxSelfTest.Faults(Confined.Replace(line, seen, StringComparison.Ordinal), SandboxFact.OfNamespaces).Should().Equal(fault);
    }

    [Theory]
    [InlineData("Kernel: Linux version 4.4.0", "", "it is on the machine's own kernel (Kernel: missing)")]
    [InlineData("Kernel: Linux version 4.4.0", "Kernel: Linux version 6.1.0", "it is on the machine's own kernel (Kernel: Linux version 6.1.0)")]
    [InlineData("Seccomp:	2", "Seccomp:	0", "system calls are not filtered (Seccomp: 0)")]
    [InlineData("Processes: 1 2 5", "Processes: 41 42", "processes of the host can be seen")]
    public void So_it_is_with_gVisor_whose_kernel_must_be_another(string line, string seen, string fault)
    {
        SandboxSelfTest.Faults(Confined.Replace(line, seen, StringComparison.Ordinal), SandboxFact.OfGVisor("Linux version 6.1.0\n")).Should().Equal(fault);
    }

    [Fact]
    public void GVisor_need_not_show_that_no_privileges_can_be_gained()
    {
        SandboxSelfTest.Faults(Confined.Replace("NoNewPrivs:	1", "", StringComparison.Ordinal), SandboxFact.OfGVisor("Linux version 6.1.0\n")).Should().BeEmpty();
    }
}
