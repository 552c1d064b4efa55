using CodeExec.RunStore;

namespace CodeExec.RunnerService.Sandbox;

/// <summary>The last look at a job, for every driver: who sent it may be older than we are, or have been taken over.</summary>
internal static class SandboxJobRules
{
    /// <exception cref="ArgumentException">It holds what would be cut, mistaken for something else or put somewhere else.</exception>
    public static void Check(SandboxJob job)
    {
        if (job.Command.Concat(job.Arguments).Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException("An argument holds a NUL character.", nameof(job));
        }

        if (job.Environment.Any(variable => variable.Key.Length == 0 || variable.Key.Contains('=', StringComparison.Ordinal)
            || $"{variable.Key}{variable.Value}".Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException("An environment variable holds a NUL character or has no proper name.", nameof(job));
        }

        var names = job.Files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        if (names.Count < job.Files.Count || names.Any(name => RunFileNames.FaultOf(name) is not null || RunFileNames.FoldersOf(name).Any(names.Contains)))
        {
            throw new ArgumentException("A file has no proper name or that of another file.", nameof(job));
        }
    }
}
