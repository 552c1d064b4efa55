namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>How an interpreter is started that runs are forked from.</summary>
/// <param name="Command">The interpreter's path and its arguments, the program's file last.</param>
/// <param name="Variables">Its environment, as NAME=VALUE.</param>
internal sealed record Template(IReadOnlyList<string> Command, IReadOnlyList<string> Variables)
{
    private readonly string _text = string.Join('\0', [.. Command, "", .. Variables]);

    public static Template Of(SandboxJob job) => new(job.Command, [.. SandboxEnvironment.Strings(job)]);

    /// <summary>As factory.c reads it; the two variables for template.c must be the last.</summary>
    public byte[] Order(string library) => System.Text.Encoding.UTF8.GetBytes(
        $"t{string.Join('\0', Command)}\0\0{string.Join('\0', [.. Variables, $"LD_PRELOAD={library}", $"CODEEXEC_TEMPLATE={Command[^1]}"])}\0\0");

    public bool Equals(Template? other) => other?._text == _text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}
