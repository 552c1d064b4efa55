using System.Diagnostics;
using System.Text;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.TestKit;

namespace CodeExec.Benchmarks;

/// <summary>The sandbox by itself, without queue, Redis and HTTP, beside the bare program: forked runs, and single-use ones.</summary>
internal static class SandboxBenchmark
{
    private const int Warmups = 10;
    private const int Pairs = 200;
    private const int AtOnce = 4;
    private const int Windows = 4;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(10), CpuTime = TimeSpan.FromSeconds(10), MemoryBytes = 256 << 20, StdoutBytes = 64 << 10, StderrBytes = 64 << 10,
    };

    private static readonly SandboxJob Python = new()
    {
        Command = ["/usr/bin/python3", "/src/main.py"],
        Environment = new Dictionary<string, string> { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        Forkable = true,
        Files = [new SandboxFile("main.py", "print('hello')"u8.ToArray())],
        Limits = Limits,
    };

    public static async Task RunAsync()
    {
        var folder = Machine.TemporaryDirectory("bench");
        var file = Path.Combine(folder, "main.py");
        await File.WriteAllTextAsync(file, "print('hello')");
        using var account = new CpuAccount();
        await using (var forked = await SandboxHost.StartAsync(new RunnerOptions()))
        await using (var single = await SandboxHost.StartAsync(new RunnerOptions { ForkRuns = false }))
        {
            Console.WriteLine($"{"",6}  forked: {forked.Sandbox.EnforcedLimits["start"]}; memory: {forked.Sandbox.EnforcedLimits["memory"]}");
            await LatencyAsync(forked.Sandbox, single.Sandbox, file);
            await ThroughputAsync("Python hello, forked", forked.Sandbox, file, account);
            await ThroughputAsync("Python hello, single use", single.Sandbox, file, account);
            await CompiledAsync(forked.Sandbox, single.Sandbox, account);
            await WarmBenchmark.RunAsync(forked.Sandbox, Limits, folder, account, "php", "ruby", "javascript");
        }

        await using (var alone = await SandboxHost.StartAsync(new RunnerOptions { TemplateRuns = 1 }))
        {
            Console.WriteLine($"{"",6}  no templates: an interpreter of its own for each run");
            await WarmBenchmark.RunAsync(alone.Sandbox, Limits, folder, account, "python", "php", "ruby");
        }

        await using (var gvisor = await SandboxHost.StartAsync(new RunnerOptions { Sandbox = RunnerOptions.GVisor }))
        {
            Console.WriteLine($"{"",6}  {gvisor.Sandbox.EnforcedLimits["start"]}");
            await WarmBenchmark.RunAsync(gvisor.Sandbox, Limits, folder, account, "python", "php", "javascript");
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What else a sandbox must do than be quick: keep neighbours from each other, and not grow.</summary>
    public static async Task EndureAsync()
    {
        await NeighbourBenchmark.RunAsync(Limits);
        await EnduranceBenchmark.RunAsync(Python);
    }

    private static async Task LatencyAsync(ISandbox forked, ISandbox single, string file)
    {
        var (ours, other, bare) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        for (var pair = -Warmups; pair < Pairs; pair++)
        {
            var times = (await TimeAsync(forked, Python), await TimeAsync(single, Python), BareProgram.RunPython(file).Wall);
            if (pair >= 0)
            {
                ours.Add(times.Item1);
                other.Add(times.Item2);
                bare.Add(times.Item3);
            }
        }

        Report.Heading();
        Report.Ratio("Python hello in the sandbox, forked, wall", ours, bare);
        Report.Ratio("Python hello in the sandbox, single use, wall", other, bare);
    }

    private static async Task ThroughputAsync(string what, ISandbox sandbox, string file, CpuAccount account)
    {
        var (ours, bare) = (new Rate(), new Rate());
        for (var window = 0; window < Windows; window++)
        {
            await ours.MeasureAsync(account, Window, AtOnce, () => TimeAsync(sandbox, Python));
            await bare.MeasureAsync(account, Window, AtOnce, () => Task.Run(() => BareProgram.RunPython(file)));
        }

        Console.WriteLine($"{ours.PerSecond / bare.PerSecond,6:0.00}  {what}, {AtOnce} at once, runs a second: {ours.PerSecond:0} of ours, {bare.PerSecond:0} bare");
        Console.WriteLine($"{ours.Cpu / bare.Cpu,6:0.00}  {what}, {AtOnce} at once, CPU of a run, own processes: {ours.Cpu.TotalMilliseconds:0.0} ms of ours, {bare.Cpu.TotalMilliseconds:0.0} ms bare");
    }

    private static async Task CompiledAsync(ISandbox forked, ISandbox single, CpuAccount account)
    {
        var compiled = await forked.RunAsync(
            new SandboxJob
            {
                Command = ["/bin/sh", "-c", "gcc -O2 -o program /src/main.c && cat program"],
                Files = [new SandboxFile("main.c", "#include <stdio.h>\nint main(void) { puts(\"hello\"); }\n"u8.ToArray())],
                Limits = Limits,
            },
            CancellationToken.None);
        var hello = new SandboxJob { Command = ["/src/program"], Files = [new SandboxFile("program", compiled.Stdout.Content, Executable: true)], Limits = Limits };
        var (ours, other) = (new Rate(), new Rate());
        for (var window = 0; window < Windows; window++)
        {
            await ours.MeasureAsync(account, Window, 1, () => TimeAsync(forked, hello));
            await other.MeasureAsync(account, Window, 1, () => TimeAsync(single, hello));
        }

        Console.WriteLine($"{"",6}  C hello, compiled before, one at a time, CPU of a run, own processes: forked {ours.Cpu.TotalMilliseconds:0.0} ms, single use {other.Cpu.TotalMilliseconds:0.0} ms");
        Console.WriteLine($"{"",6}  and with the kernel's threads: forked {ours.CpuWithKernel.TotalMilliseconds:0.0} ms, single use {other.CpuWithKernel.TotalMilliseconds:0.0} ms");
    }

    /// <summary>What a run takes that prints hello.</summary>
    internal static async Task<TimeSpan> TimeAsync(ISandbox sandbox, SandboxJob job)
    {
        var began = Stopwatch.GetTimestamp();
        var result = await sandbox.RunAsync(job, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(began);
        return Encoding.UTF8.GetString(result.Stdout.Content.Span) == "hello\n"
            ? took
            : throw new InvalidOperationException($"The run failed: {result.Termination} {result.ExitCode} {Encoding.UTF8.GetString(result.Stderr.Content.Span)}");
    }
}
