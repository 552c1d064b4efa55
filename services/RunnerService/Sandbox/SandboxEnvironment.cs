namespace CodeExec.RunnerService.Sandbox;

/// <summary>The variables that a program starts with.</summary>
internal static class SandboxEnvironment
{
    private static readonly (string Name, string Value)[] Own =
    [
        ("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", "/workspace"), ("TMPDIR", "/tmp"), ("LANG", "C.UTF-8"),
    ];

    /// <summary>Those of every sandbox, and a job's own besides or in place of them.</summary>
    public static IReadOnlyDictionary<string, string> For(SandboxJob job)
    {
        var variables = Own.ToDictionary(variable => variable.Name, variable => variable.Value);
        foreach (var (name, value) in job.Environment)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>The same as a started process gets them, with the working directory that a shell would have set.</summary>
    public static IEnumerable<string> Strings(SandboxJob job) => For(job).Select(variable => $"{variable.Key}={variable.Value}").Append("PWD=/workspace");
}
