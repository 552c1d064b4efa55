using CodeExec.RunnerService.Sandbox.Bubblewrap;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>How an interpreter is started ahead of runs.</summary>
/// <param name="Command">The interpreter's path and its arguments, the program's file last.</param>
/// <param name="Variables">Its environment, as NAME=VALUE.</param>
/// <param name="ForStart">What that has besides until it has started.</param>
internal sealed record Template(IReadOnlyList<string> Command, IReadOnlyList<string> Variables, IReadOnlyList<string> ForStart)
{
    private readonly string _text = string.Join('\0', [.. Command, "", .. Variables, "", .. ForStart]);

    public static Template Of(SandboxJob job) =>
        new(job.Command, [.. SandboxEnvironment.Strings(job)], [.. job.StartEnvironment.Select(variable => $"{variable.Key}={variable.Value}")]);

    /// <summary>For a template that runs are forked from, as factory.c reads it.</summary>
    public byte[] OrderForForks() => Order('t', SystemFiles.TemplateInside, "CODEEXEC_TEMPLATE");

    /// <summary>For an interpreter that waits for one run, likewise. Its own /src has no library: it gets it as a descriptor; see stopped.h.</summary>
    public byte[] OrderForWaiting() => Order('w', "/proc/self/fd/251", "CODEEXEC_WAITING");

    /// <summary>What it means when it says that it stands still; see stopped.h.</summary>
    public static bool TakesArguments(byte word) => word == '+';

    // The two variables for template.c must be the last, and those for the start between them.
    private byte[] Order(char kind, string library, string variable) => System.Text.Encoding.UTF8.GetBytes(
        $"{kind}{string.Join('\0', Command)}\0\0{string.Join('\0', [.. Variables, $"LD_PRELOAD={library}", .. ForStart, $"{variable}={Command[^1]}"])}\0\0");

    public bool Equals(Template? other) => other?._text == _text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}
