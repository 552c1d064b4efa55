using CodeExec.Contracts.Executions;
using CodeExec.RunStore;

namespace CodeExec.RunnerService.Runs;

/// <summary>What a user wants to run.</summary>
/// <param name="Source">What is in the file that is run or compiled.</param>
/// <param name="Stdin">Standard input.</param>
/// <param name="Args">Command-line arguments.</param>
/// <param name="Limits">What it may use.</param>
internal sealed record UserProgram(ReadOnlyMemory<byte> Source, ReadOnlyMemory<byte> Stdin, IReadOnlyList<string> Args, RunLimits Limits)
{
    /// <summary>What that file is called. Null: as the language calls its main file.</summary>
    public string? EntryPoint { get; init; }

    /// <summary>The files beside it.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];

    /// <summary>Environment variables; those of the language have precedence.</summary>
    public IReadOnlyList<EnvironmentVariable> Environment { get; init; } = [];
}
