using System.Diagnostics;
using CodeExec.Contracts.Executions;
using CodeExec.Languages;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>What a user wants to run.</summary>
internal sealed record UserProgram(ReadOnlyMemory<byte> Source, ReadOnlyMemory<byte> Stdin, IReadOnlyList<string> Args, RunLimits Limits);

/// <summary>How it ended, compilation included.</summary>
internal sealed record ProgramRun(SandboxResult Result, TimeSpan? CompileTime);

/// <summary>Runs a program of any language: compiled ones are compiled in a sandbox of their own first.</summary>
internal sealed class ProgramRunner(ISandbox sandbox, CompileCache cache, IOptions<RunnerOptions> options)
{
    private const string ProgramFile = "program";

    private static readonly ActivitySource Spans = new("CodeExec.Runner");

    // The binary leaves the sandbox through a pipe: nobody outside opens a file that a compiler, and so a user's source, has made.
    private static readonly string[] CompileAndPrint = ["/bin/sh", "-c", $"\"$@\" >&2 && exec cat /workspace/{ProgramFile}", "compile"];

    public async Task<ProgramRun> RunAsync(Toolchain toolchain, UserProgram program, CancellationToken cancellation)
    {
        var language = toolchain.Language.Within(program.Limits.MemoryBytes);
        var file = new SandboxFile(language.SourceFile, program.Source);
        TimeSpan? compileTime = null;
        if (language.Compile is not null)
        {
            var limits = CompileLimits(toolchain.Language.Limits);
            var compiler = toolchain with { Language = toolchain.Language.Within(limits.MemoryBytes) };
            var key = CompileCache.Key(compiler, compiler.Language.Compile!, program.Source.Span);
            if (await cache.FindAsync(key, cancellation) is not { } binary)
            {
                var compiled = await CompileAsync(compiler, limits, file, cancellation);
                if (compiled is not { Termination: Termination.Exited, ExitCode: 0, Stdout.Truncated: false })
                {
                    return new ProgramRun(NotCompiled(compiled, program.Limits), compiled.WallTime);
                }

                (binary, compileTime) = (compiled.Stdout.Content, compiled.WallTime);
                await cache.KeepAsync(key, binary, cancellation);
            }

            file = new SandboxFile(ProgramFile, binary, Executable: true);
        }

        var result = await RunAsync(
            "run program",
            language,
            new SandboxJob
            {
                Command = language.Run,
                Arguments = program.Args,
                Forkable = language.Warm == Language.Fork,
                Files = [file],
                Environment = language.Environment,
                Toolchain = toolchain.Folder,
                Stdin = program.Stdin,
                Limits = Limits(program.Limits),
            },
            cancellation);
        return new ProgramRun(result, compileTime);
    }

    private Task<SandboxResult> CompileAsync(Toolchain compiler, SandboxLimits limits, SandboxFile source, CancellationToken cancellation) =>
        RunAsync(
            "compile program",
            compiler.Language,
            new SandboxJob
            {
                Command = [.. CompileAndPrint, .. compiler.Language.Compile ?? []],
                Files = [source],
                Environment = compiler.Language.Environment,
                Toolchain = compiler.Folder,
                Limits = limits,
            },
            cancellation);

    private async Task<SandboxResult> RunAsync(string step, Language language, SandboxJob job, CancellationToken cancellation)
    {
        using var span = Spans.StartActivity(step);
        span?.SetTag("codeexec.language", language.Name);
        var result = await sandbox.RunAsync(job, cancellation);
        span?.SetTag("codeexec.termination", result.Termination);
        return result;
    }

    // The CPU limit is met only by programs that keep several cores busy: with one, the wall comes first.
    private static SandboxLimits Limits(RunLimits limits) => new()
    {
        WallTime = limits.WallTime,
        CpuTime = 2 * limits.WallTime,
        MemoryBytes = limits.MemoryBytes,
        StdoutBytes = limits.OutputBytes,
        StderrBytes = limits.OutputBytes,
    };

    private SandboxLimits CompileLimits(LanguageLimits language)
    {
        var time = TimeSpan.FromMilliseconds(Math.Max(options.Value.CompileTimeLimit.TotalMilliseconds, language.CompileTimeMs ?? 0));
        return new()
        {
            WallTime = time,
            CpuTime = 4 * time,
            MemoryBytes = options.Value.CompileMemoryLimitBytes,
            StdoutBytes = options.Value.ProgramLimitBytes,
            StderrBytes = 1 << 20,
            FileBytes = 2 * options.Value.ProgramLimitBytes,
            DiskBytes = options.Value.CompileMemoryLimitBytes,
        };
    }

    private static SandboxResult NotCompiled(SandboxResult compiled, RunLimits limits)
    {
        var words = compiled.Stderr;
        var atLimit = compiled.Termination is not (Termination.Exited or Termination.Signaled) || compiled.Stdout.Truncated;
        return compiled with
        {
            Termination = atLimit ? Termination.CompileLimit : Termination.CompileError,
            Stdout = new CapturedStream(ReadOnlyMemory<byte>.Empty, 0),
            Stderr = words with { Content = words.Content[..(int)Math.Min(words.Content.Length, limits.OutputBytes)] },
            WallTime = TimeSpan.Zero,
        };
    }
}
