using System.Text;
using CodeExec.Languages;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.Benchmarks;

/// <summary>Interpreters that are started ahead, beside the bare ones: a run that finds one ready, and runs one after another.</summary>
internal static class WarmBenchmark
{
    private const int Warmups = 10;
    private const int Pairs = 60;
    private const int AtOnce = 4;
    private const int Windows = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(800); // in which the next interpreter comes to wait

    private static readonly (string Language, string Source)[] Programs =
    [
        ("python", "print('hello')"), ("php", "<?php echo \"hello\\n\";"), ("ruby", "puts 'hello'"), ("javascript", "console.log('hello')"),
    ];

    public static async Task RunAsync(ISandbox sandbox, SandboxLimits limits, string folder, CpuAccount account, params string[] languages)
    {
        Report.Heading();
        foreach (var (name, source) in Programs.Where(program => languages.Contains(program.Language)))
        {
            var language = LanguageCatalogue.BuiltIn.Find(name)!.Within(limits.MemoryBytes);
            if (!File.Exists(language.Run[0]))
            {
                Console.WriteLine($"{"",6}  {language.DisplayName} is not installed here");
                continue;
            }

            var file = Path.Combine(folder, language.SourceFile);
            await File.WriteAllTextAsync(file, source);
            string[] bare = [.. language.Run.Take(language.Run.Count - 1), file];
            var job = new SandboxJob
            {
                Command = language.Run,
                Environment = language.Environment,
                Forkable = language.Warm == Language.Fork,
                Waitable = language.Warm == Language.Wait,
                StartEnvironment = language.WarmEnvironment,
                Files = [new SandboxFile(language.SourceFile, Encoding.UTF8.GetBytes(source))],
                Limits = limits,
            };
            await LatencyAsync(language, sandbox, job, bare);
            await ThroughputAsync(language, sandbox, job, bare, account);
        }
    }

    private static async Task LatencyAsync(Language language, ISandbox sandbox, SandboxJob job, string[] bare)
    {
        var (ours, cold, other) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        for (var pair = -Warmups; pair < Pairs; pair++)
        {
            var warm = await SandboxBenchmark.TimeAsync(sandbox, job);
            await Task.Delay(Rest, TimeProvider.System);
            var times = (warm, await SandboxBenchmark.TimeAsync(sandbox, job with { Forkable = false, Waitable = false }), BareProgram.Run(bare[0], bare[1..]).Wall);
            if (pair >= 0)
            {
                ours.Add(times.Item1);
                cold.Add(times.Item2);
                other.Add(times.Item3);
            }
        }

        Report.Ratio($"{language.DisplayName} hello in the sandbox, started ahead, wall", ours, other);
        Report.Ratio($"{language.DisplayName} hello in the sandbox, executed, wall", cold, other);
    }

    private static async Task ThroughputAsync(Language language, ISandbox sandbox, SandboxJob job, string[] command, CpuAccount account)
    {
        var (ours, bare) = (new Rate(), new Rate());
        for (var window = 0; window < Windows; window++)
        {
            await ours.MeasureAsync(account, Window, AtOnce, () => SandboxBenchmark.TimeAsync(sandbox, job));
            await bare.MeasureAsync(account, Window, AtOnce, () => Task.Run(() => BareProgram.Run(command[0], command[1..])));
        }

        Console.WriteLine($"{ours.PerSecond / bare.PerSecond,6:0.00}  {language.DisplayName} hello, {AtOnce} at once, runs a second: {ours.PerSecond:0} of ours, {bare.PerSecond:0} bare");
        Console.WriteLine($"{ours.Cpu / bare.Cpu,6:0.00}  {language.DisplayName} hello, {AtOnce} at once, CPU of a run, own processes: {ours.Cpu.TotalMilliseconds:0.0} ms of ours, {bare.Cpu.TotalMilliseconds:0.0} ms bare");
    }
}
