using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using CodeExec.RunStore;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>A run whose program has begun.</summary>
/// <param name="At">When it began.</param>
/// <param name="End">Its end; cancelled when it was stopped.</param>
internal sealed record StartedRun(DateTimeOffset At, Task<EndedRun> End);

/// <summary>How a program ended, in which version of its language, and when.</summary>
internal sealed record EndedRun(DateTimeOffset At, ProgramRun Program, string LanguageVersion);

/// <summary>Fetches what a run needs and lets its program begin.</summary>
internal sealed class RunStarter(
    ToolchainFinder toolchains, RunPayloads payloads, ProgramRunner programs, IOptions<RunnerOptions> options, TimeProvider clock)
{
    /// <summary>Throws nothing: what goes wrong is told by <see cref="StartedRun.End"/>.</summary>
    public StartedRun Start(RunCode run, CancellationToken cancellation) => new(clock.GetUtcNow(), RunAsync(run, cancellation));

    private async Task<EndedRun> RunAsync(RunCode run, CancellationToken cancellation)
    {
        var toolchain = toolchains.Find(run.Language) ?? throw new SandboxException($"Runner {options.Value.Name} does not have {run.Language}.");
        var program = new UserProgram(await ReadAsync(run.Source), await ReadAsync(run.Stdin), run.Args ?? [], run.Limits)
        {
            EntryPoint = run.EntryPoint,
            Files = RunFiles.Read((await ReadAsync(run.Files)).Span),
            Environment = run.Environment ?? [],
        };
        var ended = await programs.RunAsync(toolchain, program, cancellation);
        return new EndedRun(clock.GetUtcNow(), ended, toolchain.Version);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Payload? payload) => payload is null
        ? ReadOnlyMemory<byte>.Empty
        : await payloads.ReadAsync(payload) ?? throw new SandboxException("The program or its input is no longer in Redis.");
}
