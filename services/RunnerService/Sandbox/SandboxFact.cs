namespace CodeExec.RunnerService.Sandbox;

/// <summary>Something that a program must see from inside its sandbox.</summary>
/// <param name="Name">What is looked at.</param>
/// <param name="IsRight">Whether it is as it must be; null when it could not be seen.</param>
/// <param name="Fault">What it means when it is not.</param>
internal sealed record SandboxFact(string Name, Func<string?, bool> IsRight, string Fault)
{
    private static readonly SandboxFact[] OfEvery =
    [
        Is("Uid", "1000\t1000\t1000\t1000", "the program has another user's rights"),
        Is("Seccomp", "2", "system calls are not filtered"),
        Is("CapEff", "0000000000000000", "it has capabilities"),
        Is("CapBnd", "0000000000000000", "it can get capabilities"),
        Is("Interfaces", "lo", "it sees the network"),
        Is("Workspace", "writable", "it cannot write its own folder"),
    ];

    /// <summary>Those of a program on the machine's own kernel.</summary>
    public static IReadOnlyList<SandboxFact> OfNamespaces { get; } = [.. OfEvery, Is("NoNewPrivs", "1", "it can gain privileges")];

    /// <summary>
    /// Those of a program on gVisor's kernel. It shows no NoNewPrivs, which init has asked for by prctl(2) before it starts any program.
    /// </summary>
    /// <param name="version">/proc/version of the machine.</param>
    public static IReadOnlyList<SandboxFact> OfGVisor(string version) =>
    [
        .. OfEvery,
        new("Kernel", seen => seen is not (null or "") && seen != version.Trim(), "it is on the machine's own kernel"),
    ];

    private static SandboxFact Is(string name, string wanted, string fault) => new(name, seen => seen == wanted, fault);
}
