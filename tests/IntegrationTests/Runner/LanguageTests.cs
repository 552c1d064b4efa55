using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.IntegrationTests.Sandbox;
using CodeExec.Languages;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using CodeExec.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeExec.IntegrationTests.Runner;

public sealed class LanguageFixture : SandboxFixture
{
    internal ToolchainFinder Toolchains { get; private set; } = null!;

    internal ProgramRunner Programs { get; private set; } = null!;

    protected override bool WithCgroups => false;

    private protected override RunnerOptions MakeOptions() => new() { ProgramLimitBytes = 8 << 20, CompileTimeLimit = TimeSpan.FromSeconds(60), CompileCacheBytes = 32 << 20 };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var preparation = new ToolchainPreparation(Instance, TimeProvider.System);
        Toolchains = new ToolchainFinder(Sandbox, preparation, LanguageCatalogue.BuiltIn, options, NullLogger<ToolchainFinder>.Instance);
        Programs = new ProgramRunner(Sandbox, new CompileCache(options, TimeProvider.System, NullLogger<CompileCache>.Instance), options);
        await Toolchains.FindAllAsync(CancellationToken.None);
    }
}

public sealed class LanguageTests(LanguageFixture fixture) : IClassFixture<LanguageFixture>
{
    private static readonly RunLimits Limits = new() { WallTime = TimeSpan.FromSeconds(20), MemoryBytes = 256 << 20, OutputBytes = 64 << 10 };

    public static TheoryData<string> Names() => [.. LanguageCatalogue.BuiltIn.All.Select(language => language.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Hello_prints_what_is_expected(string language)
    {
        var folder = Path.Combine(Machine.Root, "languages", language);
        var hello = await File.ReadAllTextAsync(Directory.GetFiles(folder, "hello.*").Single(file => !file.EndsWith(".expected", StringComparison.Ordinal)));
        var expected = await File.ReadAllTextAsync(Path.Combine(folder, "hello.expected"));

        var run = await RunAsync(language, hello);

        Text(run.Result.Stderr).Should().BeEmpty();
        (run.Result.Termination, run.Result.ExitCode, Text(run.Result.Stdout)).Should().Be((Termination.Exited, 0, expected));
        fixture.Toolchains.Statuses[language].Version.Should().MatchRegex(@"\d+\.\d+");
    }

    [Fact]
    public async Task What_does_not_compile_is_told_in_the_compilers_words()
    {
        var run = await RunAsync("go", "package main\n\nfunc main() {\n\tmissing()\n}\n");

        run.Result.Termination.Should().Be(Termination.CompileError);
        Text(run.Result.Stderr).Should().Be("main.go:4:2: undefined: missing\n");
        (run.Result.Stdout.SeenBytes, run.Result.WallTime).Should().Be((0, TimeSpan.Zero));
        run.CompileTime.Should().BeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_program_too_large_to_keep_is_a_compile_limit()
    {
        var run = await RunAsync("go", "package main\n\nvar large = [9 << 20]byte{1}\n\nfunc main() {\n\tprintln(large[0])\n}\n");

        run.Result.Termination.Should().Be(Termination.CompileLimit);
    }

    [Fact]
    public async Task A_compiled_program_gets_input_and_arguments_and_says_where_it_crashed()
    {
        var run = await RunAsync("go", """
            package main

            import (
            	"bufio"
            	"fmt"
            	"net/http"
            	"os"
            )

            func main() {
            	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
            	fmt.Print(line, os.Args[1:], http.StatusText(404))
            	panic("over")
            }
            """, "typed\n", ["a b"]);

        (run.Result.Termination, run.Result.ExitCode, Text(run.Result.Stdout)).Should().Be((Termination.Exited, 2, "typed\n[a b]Not Found"));
        Text(run.Result.Stderr).Should().Contain("/src/main.go:13");
    }

    [Fact]
    public async Task What_was_compiled_before_is_not_compiled_again()
    {
        var source = $"package main\n\nfunc main() {{\n\tprintln(\"{Guid.NewGuid()}\")\n}}\n";
        var first = await RunAsync("go", source);

        var second = await RunAsync("go", source);

        (first.CompileTime > TimeSpan.Zero, second.CompileTime).Should().Be((true, null));
        Text(second.Result.Stderr).Should().Be(Text(first.Result.Stderr)).And.NotBeEmpty();
    }

    private Task<ProgramRun> RunAsync(string language, string source, string stdin = "", string[]? args = null) => fixture.Programs.RunAsync(
        fixture.Toolchains.Find(language)!,
        new UserProgram(Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(stdin), args ?? [], Limits),
        CancellationToken.None);

    private static string Text(CapturedStream stream) => Encoding.UTF8.GetString(stream.Content.Span);
}
