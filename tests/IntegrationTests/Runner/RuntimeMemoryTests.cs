using CodeExec.Contracts.Executions;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>Runtimes that collect garbage, each with a program that makes 1 GiB of it and needs 64 MiB at most.</summary>
[Collection(nameof(LanguageFixture))]
public sealed class RuntimeMemoryTests(LanguageFixture fixture)
{
    private static readonly Dictionary<string, string> Programs = new()
    {
        ["go"] = """
            package main

            var kept [64][]byte

            func main() {
            	for i := 0; i < 1024; i++ {
            		kept[i%64] = make([]byte, 1<<20)
            	}
            }
            """,
        ["java"] = """
            class Main {
                static byte[][] kept = new byte[64][];

                public static void main(String[] args) {
                    for (int i = 0; i < 1024; i++) kept[i % 64] = new byte[1 << 20];
                }
            }
            """,
        ["csharp"] = """
            var kept = new byte[64][];
            for (var i = 0; i < 1024; i++) { kept[i % 64] = new byte[1 << 20]; Array.Fill<byte>(kept[i % 64], 1); }
            """,
        ["javascript"] = """
            const kept = [];
            for (let i = 0; i < 1024; i++) kept[i % 64] = new Array(1 << 17).fill(i);
            """,
    };

    public static TheoryData<string> Names() => [.. Programs.Keys.Intersect(LanguagesHere.Names)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Garbage_is_collected_before_the_limit_ends_the_program(string language)
    {
        var run = await fixture.RunAsync(language, Programs[language]);

        run.Result.Stderr.Text().Should().BeEmpty();
        (run.Result.Termination, run.Result.ExitCode).Should().Be((Termination.Exited, 0));
    }
}
