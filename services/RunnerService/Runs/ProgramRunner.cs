using System.Diagnostics;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.Languages;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>How it ended, compilation included.</summary>
internal sealed record ProgramRun(SandboxResult Result, TimeSpan? CompileTime);

/// <summary>Runs a program of any language: compiled ones are compiled in a sandbox of their own first.</summary>
internal sealed class ProgramRunner(ISandbox sandbox, CompileCache cache, IOptions<RunnerOptions> options)
{
    private const string ProgramFile = "program";

    private static readonly ActivitySource Spans = new("CodeExec.Runner");

    // The binary leaves the sandbox through a pipe: nobody outside opens a file that a compiler, and so a user's source, has made.
    private static readonly string[] CompileAndPrint = ["/compile", $"/workspace/{ProgramFile}"];

    public async Task<ProgramRun> RunAsync(Toolchain toolchain, UserProgram program, CancellationToken cancellation)
    {
        var entry = program.EntryPoint ?? toolchain.Language.SourceFile;
        SandboxFile[] beside = [.. program.Files.Where(file => file.Name != entry).Select(file => new SandboxFile(file.Name, Encoding.UTF8.GetBytes(file.Content)))];
        var language = Filled(toolchain.Language, program.Limits.MemoryBytes);
        var file = new SandboxFile(entry, program.Source);
        TimeSpan? compileTime = null;
        if (language.Compile is not null)
        {
            var limits = CompileLimits(toolchain.Language.Limits);
            var compiler = toolchain with { Language = Filled(toolchain.Language, limits.MemoryBytes) };
            var key = CompileCache.Key(compiler, compiler.Language.Compile!, [file, .. beside]);
            var binary = await cache.FindAsync(key, cancellation);
            RunnerMetrics.Compiled(cached: binary is not null);
            if (binary is null)
            {
                var compiled = await CompileAsync(compiler, limits, [file, .. beside], cancellation);
                if (compiled is not { Termination: Termination.Exited, ExitCode: 0, Stdout.Truncated: false })
                {
                    return new ProgramRun(NotCompiled(compiled, program.Limits), compiled.WallTime);
                }

                (binary, compileTime) = (compiled.Stdout.Content, compiled.WallTime);
                await cache.KeepAsync(key, binary.Value, cancellation);
            }

            file = new SandboxFile(ProgramFile, binary.Value, Executable: true);
        }

        // What was started ahead stands before the language's own main file, with its own environment, and knows nothing of a user's.
        var startsAhead = entry == language.SourceFile && program.Environment.Count == 0;
        var result = await RunAsync(
            "run program",
            language,
            new SandboxJob
            {
                Command = language.Run,
                Arguments = program.Args,
                Forkable = startsAhead && language.Warm == Language.Fork,
                Waitable = startsAhead && language.Warm == Language.Wait,
                StartEnvironment = language.WarmEnvironment,
                Files = [file, .. beside],
                LinksFiles = true,
                Environment = EnvironmentOf(program, language),
                Toolchain = toolchain.Folder,
                Stdin = program.Stdin,
                Limits = Limits(program.Limits),
            },
            cancellation);
        return new ProgramRun(result, compileTime);

        Language Filled(Language language, long memoryBytes) => language.Within(memoryBytes).For(entry, beside.Select(file => file.Name));
    }

    private Task<SandboxResult> CompileAsync(Toolchain compiler, SandboxLimits limits, IReadOnlyList<SandboxFile> sources, CancellationToken cancellation) =>
        RunAsync(
            "compile program",
            compiler.Language,
            new SandboxJob
            {
                Command = [.. CompileAndPrint, .. compiler.Language.Compile ?? []],
                Files = sources,
                Waitable = compiler.Language.CompileWarm == Language.Wait && sources is [{ Name: var only }] && only == compiler.Language.SourceFile,
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

    // What a language sets for its runtime, such as the size of its heap, is not the user's to undo.
    private static IReadOnlyDictionary<string, string> EnvironmentOf(UserProgram program, Language language) => program.Environment.Count == 0
        ? language.Environment
        : language.Environment.Concat(program.Environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)))
            .DistinctBy(variable => variable.Key)
            .ToDictionary();

    // Unless asked for, the CPU limit is met only by programs that keep several cores busy: with one, the wall comes first.
    private static SandboxLimits Limits(RunLimits limits) => new()
    {
        WallTime = limits.WallTime,
        CpuTime = limits.CpuTime ?? (2 * limits.WallTime),
        MemoryBytes = limits.MemoryBytes,
        Processes = limits.Processes ?? SandboxLimits.UsualProcesses,
        FileBytes = limits.FileBytes ?? SandboxLimits.UsualFileBytes,
        OpenFiles = limits.OpenFiles ?? SandboxLimits.UsualOpenFiles,
        DiskBytes = limits.DiskBytes ?? SandboxLimits.UsualDiskBytes,
        CpuPercent = limits.CpuPercent,
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
