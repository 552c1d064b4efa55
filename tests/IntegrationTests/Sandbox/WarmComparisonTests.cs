using System.Text;
using System.Text.RegularExpressions;
using CodeExec.IntegrationTests.Runner;
using CodeExec.Languages;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>A program in an interpreter that was started ahead does what it does in one started for it, to the byte. Python: <see cref="TemplateComparisonTests"/>.</summary>
public sealed class WarmComparisonTests(WaitingFixture warm, SingleUseFixture singleUse) : IClassFixture<WaitingFixture>, IClassFixture<SingleUseFixture>
{
    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(30), CpuTime = TimeSpan.FromSeconds(30), MemoryBytes = 256 << 20, StdoutBytes = 4 << 20, StderrBytes = 1 << 20,
    };

    public static TheoryData<string, string> Names()
    {
        var names = new TheoryData<string, string>();
        foreach (var (language, programs) in WarmPrograms.All.Where(entry => LanguagesHere.Names.Contains(entry.Key)))
        {
            foreach (var name in programs.Keys)
            {
                names.Add(language, name);
            }
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_does_the_same(string language, string name)
    {
        var job = Job(language, WarmPrograms.All[language][name]);

        var ours = await warm.Sandbox.RunAsync(job, CancellationToken.None);

        Said(ours).Should().Be(Said(await singleUse.Sandbox.RunAsync(job, CancellationToken.None)));
    }

    public static TheoryData<string, string> RandomNumbers() => new()
    {
        { "php", "<?php echo mt_rand(), ' ', rand(), ' ', random_int(0, PHP_INT_MAX), ' ', lcg_value(), ' ', uniqid('', true), ' ', implode(',', array_rand(range(0, 9999), 9));" },
        { "ruby", "require 'securerandom'; puts [rand, Random.rand, Random.new.rand, Random.new_seed, SecureRandom.hex, [*1..99].shuffle.join].join(' ')" },
        { "javascript", "console.log(Math.random(), crypto.randomUUID(), require('crypto').randomBytes(8).toString('hex'))" },
    };

    [Theory]
    [MemberData(nameof(RandomNumbers))]
    public async Task No_two_runs_have_a_random_number_in_common(string language, string program)
    {
        var seen = new List<string>();
        for (var run = 0; run < 2 * warm.Options.Slots; run++) // so that one interpreter is forked from twice at least
        {
            var result = await warm.Sandbox.RunAsync(Job(language, program), CancellationToken.None);
            seen.Add(result.Stdout.Text());
        }

        seen.SelectMany(text => text.Split(' ').Distinct()).Should().OnlyHaveUniqueItems();
    }

    private static SandboxJob Job(string name, string program)
    {
        var language = LanguageCatalogue.BuiltIn.Find(name)!.Within(Limits.MemoryBytes);
        return new SandboxJob
        {
            Command = language.Run,
            Arguments = name == "ruby" ? ["an argument", "é"] : [],
            Forkable = language.Warm == Language.Fork,
            Waitable = language.Warm == Language.Wait,
            StartEnvironment = language.WarmEnvironment,
            Files =
            [
                new SandboxFile(language.SourceFile, Encoding.UTF8.GetBytes(program)),
                .. WarmPrograms.Siblings.Where(file => Path.GetExtension(file.Key) == Path.GetExtension(language.SourceFile))
                    .Select(file => new SandboxFile(file.Key, Encoding.UTF8.GetBytes(file.Value))),
            ],
            Environment = language.Environment,
            Stdin = "line 1\nline 2\n"u8.ToArray(),
            Limits = Limits,
        };
    }

    // Addresses are new each time.
    private static string Said(SandboxResult result) => Regex.Replace(
        $"{result.Termination} {result.ExitCode} {result.Signal}\n{Encoding.Latin1.GetString(result.Stdout.Content.Span)}\n{Encoding.Latin1.GetString(result.Stderr.Content.Span)}",
        "0x[0-9a-f]{8,}",
        "0xADDRESS");
}
