using System.Diagnostics;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.TestKit;

namespace CodeExec.Benchmarks;

/// <summary>Compiled languages in the sandbox, from the source on, beside the bare compiler and the bare binary: programs never seen, and seen before.</summary>
internal static class CompileBenchmark
{
    private const int Warmups = 3;
    private const int Pairs = 40;
    private const int AtOnce = 4;
    private const int Windows = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);
    private static readonly RunLimits Limits = new() { WallTime = TimeSpan.FromSeconds(10), MemoryBytes = 256 << 20, OutputBytes = 64 << 10 };

    public static async Task RunAsync()
    {
        var folder = Machine.TemporaryDirectory("bench");
        using var account = new CpuAccount();
        await using (var host = await SandboxHost.StartAsync(new RunnerOptions()))
        {
            Report.Heading();
            await CAsync(await host.ProgramsAsync("c", Limits), folder, account);
            await GoAsync(await host.ProgramsAsync("go", Limits), folder);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task CAsync(Func<ReadOnlyMemory<byte>, Task<ProgramRun>> run, string folder, CpuAccount account)
    {
        await PairsAsync("C hello never seen / gcc and its program, wall", () => TimeAsync(run, C()), () => CompileC(folder));
        var (source, binary) = (C(), Path.Combine(folder, "hello"));
        BareProgram.Run("gcc", "-O2", "-o", binary, Write(folder, "hello.c", source));
        await PairsAsync("C hello seen before / its bare binary, wall", () => TimeAsync(run, source), () => BareProgram.Run(binary).Wall);

        var (ours, bare) = (new Rate(), new Rate());
        for (var window = 0; window < Windows; window++)
        {
            await ours.MeasureAsync(account, Window, AtOnce, () => TimeAsync(run, C()));
            await bare.MeasureAsync(account, Window, AtOnce, () => Task.Run(() => CompileC(folder)));
        }

        Report.Rates($"C hello never seen, {AtOnce} at once, runs a second", ours.PerSecond, bare.PerSecond);
        Report.Cpu($"C hello never seen, {AtOnce} at once, CPU a run, kernel threads included", ours.CpuWithKernel, bare.CpuWithKernel);
    }

    private static async Task GoAsync(Func<ReadOnlyMemory<byte>, Task<ProgramRun>> run, string folder)
    {
        var seen = Go();
        var file = Write(folder, "main.go", seen);
        TimeSpan Bare() => BareProgram.Run("env", $"GOCACHE={folder}/go", $"HOME={folder}", "go", "run", file).Wall;
        await PairsAsync("Go hello never seen / go run with a warm cache, wall", () => TimeAsync(run, Go()), Bare);
        await PairsAsync("Go hello seen before / go run with a warm cache, wall", () => TimeAsync(run, seen), Bare);
    }

    private static async Task PairsAsync(string what, Func<Task<TimeSpan>> ours, Func<TimeSpan> bare)
    {
        var pairs = new List<(TimeSpan Ours, TimeSpan Bare)>();
        for (var pair = -Warmups; pair < Pairs; pair++)
        {
            pairs.Add((await ours(), bare()));
        }

        Report.Ratio(what, [.. pairs.Skip(Warmups).Select(pair => pair.Ours)], [.. pairs.Skip(Warmups).Select(pair => pair.Bare)]);
    }

    private static async Task<TimeSpan> TimeAsync(Func<ReadOnlyMemory<byte>, Task<ProgramRun>> run, string source)
    {
        var began = Stopwatch.GetTimestamp();
        var (result, _) = await run(Encoding.UTF8.GetBytes(source));
        var took = Stopwatch.GetElapsedTime(began);
        return Encoding.UTF8.GetString(result.Stdout.Content.Span) == "hello\n"
            ? took
            : throw new InvalidOperationException($"The run failed: {result.Termination} {result.ExitCode} {Encoding.UTF8.GetString(result.Stderr.Content.Span)}");
    }

    private static TimeSpan CompileC(string folder)
    {
        var file = Write(folder, $"{Guid.NewGuid():N}.c", C());
        var binary = Path.ChangeExtension(file, null);
        var took = BareProgram.Run("gcc", "-O2", "-o", binary, file).Wall + BareProgram.Run(binary).Wall;
        File.Delete(file);
        File.Delete(binary);
        return took;
    }

    private static string Write(string folder, string name, string source)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, source);
        return file;
    }

    private static string C() => $"#include <stdio.h>\nint main(void) {{ puts(\"hello\"); }} /* {Guid.NewGuid()} */\n";

    private static string Go() => $"package main\n\nimport \"fmt\"\n\nfunc main() {{ fmt.Println(\"hello\") }} // {Guid.NewGuid()}\n";
}
