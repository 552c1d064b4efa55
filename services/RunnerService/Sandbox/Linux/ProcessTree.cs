namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>Who descends from whom, from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    /// <summary>A process and all its descendants, parents first.</summary>
    public static IEnumerable<int> Of(int root)
    {
        yield return root;
        foreach (var child in Children(root).SelectMany(Of))
        {
            yield return child;
        }
    }

    public static int[] Children(int process) => Attempt(
        () => Directory.GetDirectories($"/proc/{process}/task")
            .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse)
            .ToArray(),
        []);

    /// <summary>Reads from <c>/proc</c>, where a process may end at any moment while it is looked at.</summary>
    public static T Attempt<T>(Func<T> read, T gone)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return gone;
        }
    }
}
