namespace CodeExec.RunStore;

/// <summary>A file of a program beside the one that is run or compiled.</summary>
public sealed record RunFile
{
    /// <summary>Path beside the main file, such as <c>util.py</c> or <c>lib/util.py</c>: relative, at most 255 bytes and 8 parts.</summary>
    public required string Name { get; init; }

    /// <summary>All that is in it.</summary>
    public required string Content { get; init; }
}
