using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.IntegrationTests.Sandbox;
using CodeExec.Languages;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>Programs whose compiler was started before they came: all that compile are, or the test fails.</summary>
[Collection(nameof(LanguageFixture))]
public sealed class CompilerAheadTests : IDisposable
{
    private static readonly RunLimits Limits = new() { WallTime = TimeSpan.FromSeconds(30), MemoryBytes = 256 << 20, OutputBytes = 64 << 10 };

    private readonly LanguageFixture _fixture;
    private readonly ProgramRunner _programs;
    private readonly IOptions<RunnerOptions> _options = Options.Create(new RunnerOptions { StateDirectory = Machine.TemporaryDirectory("ahead"), CompileCacheBytes = 0 });

    public CompilerAheadTests(LanguageFixture fixture)
    {
        _fixture = fixture;
        var cache = new CompileCache(_options, TimeProvider.System, NullLogger<CompileCache>.Instance);
        _programs = new ProgramRunner(new WaitingSandbox((BubblewrapSandbox)fixture.Sandbox), cache, _options);
    }

    /// <summary>On a machine with all languages, all that have such a compiler.</summary>
    public static TheoryData<string> Languages() =>
        [.. LanguagesHere.Names.Where(name => LanguageCatalogue.BuiltIn.Find(name)!.CompileWarm is not null)];

    public void Dispose() => Directory.Delete(_options.Value.StateDirectory, recursive: true);

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task It_compiles_what_comes_as_if_it_had_been_started_for_it(string language)
    {
        foreach (var program in new[] { "hello", "echo", "error" })
        {
            var source = LanguageTests.Program(language, program);

            var (ahead, plain) = (await RunAsync(language, source), await _fixture.RunAsync(language, source));

            Seen(ahead).Should().Be(Seen(plain), program);
        }

        static object Seen(ProgramRun run) => (run.Result.Termination, run.Result.ExitCode, run.Result.Stdout.Text(), run.Result.Stderr.Text());
    }

    [Fact]
    public async Task Gos_linker_has_read_ahead_what_most_programs_import_and_reads_the_rest()
    {
        File.Exists($"{_fixture.Toolchains.Find("go")!.Folder}/own-link").Should().BeFalse("this is for a Go whose linker is not as expected");

        var run = await RunAsync("go", """
            package main

            import (
            	"encoding/json"
            	"fmt"
            	"os"
            	"regexp"
            	"sort"
            	"sync"
            	"time"
            	_ "unsafe"
            )

            type Pair[T any] struct{ A, B T }

            var before = append(later, 1)
            var later = []int{2}

            func init() { before = append(before, 3) }

            //go:linkname nanotime runtime.nanotime
            func nanotime() int64

            func main() {
            	var all sync.WaitGroup
            	results := make([]int, 3)
            	for i := range results {
            		all.Add(1)
            		go func(i int) { defer all.Done(); results[i] = before[i] * 2 }(i)
            	}
            	all.Wait()
            	sort.Ints(results)
            	text, _ := json.Marshal(Pair[string]{"a", fmt.Sprintf("%T", Pair[time.Duration]{})})
            	fmt.Fprintln(os.Stdout, results, string(text), regexp.MustCompile("b+").FindString("abbc"), nanotime() > 0)
            }
            """);

        (run.Result.Termination, run.Result.Stdout.Text(), run.Result.Stderr.Text())
            .Should().Be((Termination.Exited, "[2 4 6] {\"A\":\"a\",\"B\":\"main.Pair[time.Duration]\"} bb true\n", ""));
    }

    private Task<ProgramRun> RunAsync(string language, string source) =>
        _programs.RunAsync(_fixture.Toolchains.Find(language)!, new UserProgram(Encoding.UTF8.GetBytes(source), default, [], Limits), CancellationToken.None);
}
