using CodeExec.Contracts.Executions;

namespace CodeExec.IntegrationTests.Runner;

[Collection(nameof(LanguageFixture))]
public sealed class CompiledProgramTests(LanguageFixture fixture)
{
    [Fact]
    public async Task What_does_not_compile_is_told_in_the_compilers_words()
    {
        var run = await fixture.RunAsync("go", "package main\n\nfunc main() {\n\tmissing()\n}\n");

        run.Result.Termination.Should().Be(Termination.CompileError);
        run.Result.Stderr.Text().Should().Be("main.go:4:2: undefined: missing\n");
        (run.Result.Stdout.SeenBytes, run.Result.WallTime).Should().Be((0, TimeSpan.Zero));
        run.CompileTime.Should().BeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_was_compiled_before_is_not_compiled_again()
    {
        var source = $"package main\n\nfunc main() {{\n\tprintln(\"{Guid.NewGuid()}\")\n}}\n";
        var first = await fixture.RunAsync("go", source);

        var second = await fixture.RunAsync("go", source);

        (first.CompileTime > TimeSpan.Zero, second.CompileTime).Should().Be((true, null));
        second.Result.Stderr.Text().Should().Be(first.Result.Stderr.Text()).And.NotBeEmpty();
    }

    [Fact]
    public async Task A_program_too_large_to_keep_is_a_compile_limit()
    {
        var run = await fixture.RunAsync("go", "package main\n\nvar large = [9 << 20]byte{1}\n\nfunc main() {\n\tprintln(large[0])\n}\n");

        run.Result.Termination.Should().Be(Termination.CompileLimit);
    }

    [Fact]
    public async Task A_compiled_program_gets_input_and_arguments_and_says_where_it_crashed()
    {
        var run = await fixture.RunAsync("go", """
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

        (run.Result.Termination, run.Result.ExitCode, run.Result.Stdout.Text()).Should().Be((Termination.Exited, 2, "typed\n[a b]Not Found"));
        run.Result.Stderr.Text().Should().Contain("/src/main.go:13");
    }
}
