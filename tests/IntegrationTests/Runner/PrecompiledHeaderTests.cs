using CodeExec.Contracts.Executions;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>What C and C++ take from their toolchain folder in place of what they would read and run by themselves.</summary>
[Collection(nameof(LanguageFixture))]
public sealed class PrecompiledHeaderTests(LanguageFixture fixture)
{
    [Theory]
    [InlineData("c", "stdio.h")]
    [InlineData("cpp", "iostream")]
    [InlineData("cpp", "vector")]
    [InlineData("cpp", "string")]
    [InlineData("cpp", "algorithm")]
    [InlineData("cpp", "cstdio")]
    [InlineData("cpp", "bits/stdc++.h")]
    public async Task A_header_that_a_program_begins_with_is_compiled_already(string language, string header)
    {
        // Its error makes the compiler's words those of the run; -H has it name what it reads, "!" being what was compiled before.
        var run = await fixture.RunWithAsync("-H", language, $"#include <{header}>\nint number = missing;\n");

        run.Result.Termination.Should().Be(Termination.CompileError);
        run.Result.Stderr.Text().Should().Contain($"! /toolchain/include/{header}.gch").And.Contain("2:14: error: ‘missing’");
    }

    [Fact]
    public async Task What_is_defined_before_a_header_counts()
    {
        var run = await fixture.RunAsync("c", """
            #define _GNU_SOURCE
            #include <stdio.h>
            #include <stdlib.h>
            int main(void) {
                char *text;
                if (asprintf(&text, "%d", 42) < 0) return 1;
                puts(text);
                free(text);
            }
            """);

        (run.Result.Termination, run.Result.Stdout.Text(), run.Result.Stderr.Text()).Should().Be((Termination.Exited, "42\n", ""));
    }

    [Fact]
    public async Task A_name_of_a_header_that_was_not_included_is_the_programs_own()
    {
        var run = await fixture.RunAsync("cpp", """
            #include <iostream>
            using namespace std;
            int gcd(int a, int b) { return b ? gcd(b, a % b) : a; }
            int count = 0;
            int main() { count += gcd(12, 18); cout << count << endl; }
            """);

        (run.Result.Termination, run.Result.Stdout.Text()).Should().Be((Termination.Exited, "6\n"));
    }

    [Theory]
    [InlineData("c")]
    [InlineData("cpp")]
    public async Task Gold_links_and_reads_one_folder(string language)
    {
        var run = await fixture.RunWithAsync("-v", language, "int missing(void);\nint main(void) { return missing(); }\n");

        (run.Result.Termination, run.Result.ExitCode).Should().Be((Termination.CompileError, 1));
        run.Result.Stderr.Text().Should().Contain("main: error: undefined reference to 'missing").And.Contain("/toolchain/collect2 ").And.NotContain(" -L/usr");
    }

    [Fact]
    public async Task Mathematics_threads_and_exceptions_are_linked()
    {
        var c = await fixture.RunAsync("c", """
            #include <math.h>
            #include <pthread.h>
            #include <stdio.h>
            #include <stdlib.h>
            static _Thread_local int own = 1;
            static void *work(void *number) { own += *(int *)number; return (void *)(long)own; }
            int main(void) {
                pthread_t thread;
                void *result;
                int number = atoi("41");
                if (pthread_create(&thread, NULL, work, &number) || pthread_join(thread, &result)) return 1;
                printf("%ld %d %.4f %.4f\n", (long)result, own, sin(number), pow(number, 0.5));
            }
            """);
        var cpp = await fixture.RunAsync("cpp", """
            #include <iostream>
            #include <stdexcept>
            #include <thread>
            int main() {
                std::thread([] {
                    try { throw std::runtime_error("thrown"); }
                    catch (const std::exception &e) { std::cout << e.what() << std::endl; }
                }).join();
            }
            """);

        (c.Result.Stdout.Text(), cpp.Result.Stdout.Text()).Should().Be(("42 1 -0.1586 6.4031\n", "thrown\n"));
    }
}
