using System.Diagnostics;
using System.Text;
using CodeExec.TestKit;

namespace CodeExec.UnitTests.Runner;

/// <summary>compile.c, which stands between the sandbox and a compiler.</summary>
public sealed class CompileProgramTests : IDisposable
{
    private readonly string _folder = Machine.TemporaryDirectory("compile");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_made_is_printed_and_what_was_said_is_an_error()
    {
        var made = new byte[3 << 20]; // more than one piece, and more than a pipe holds
        new Random(1).NextBytes(made);
        await File.WriteAllBytesAsync($"{_folder}/ready", made);

        var (code, printed, said) = await RunAsync("/bin/sh", "-c", $"echo a warning; mv {_folder}/ready {_folder}/program");

        (code, said).Should().Be((0, "a warning\n"));
        printed.Should().Equal(made);
    }

    [Theory]
    [InlineData("echo wrong; exit 3", 3, "wrong\n")]
    [InlineData("kill -9 $$", 137, "")]
    [InlineData("exit 0", 1, "FOLDER/program: No such file or directory\n")]
    [InlineData("mkdir FOLDER/program", 1, "FOLDER/program: Invalid argument\n")]
    public async Task Without_a_program_nothing_is_printed(string script, int expected, string words)
    {
        var (code, printed, said) = await RunAsync("/bin/sh", "-c", script.Replace("FOLDER", _folder, StringComparison.Ordinal));

        (code, said).Should().Be((expected, words.Replace("FOLDER", _folder, StringComparison.Ordinal)));
        printed.Should().BeEmpty();
    }

    [Fact]
    public async Task A_compiler_that_is_not_there_is_told()
    {
        var (code, _, said) = await RunAsync("/none");

        (code, said).Should().Be((127, "/none: No such file or directory\n"));
    }

    private async Task<(int Code, byte[] Printed, string Said)> RunAsync(params string[] command)
    {
        using var compile = Process.Start(new ProcessStartInfo($"{AppContext.BaseDirectory}/sandbox/compile", [$"{_folder}/program", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        })!;
        using var printed = new MemoryStream();
        var said = compile.StandardError.ReadToEndAsync();
        await compile.StandardOutput.BaseStream.CopyToAsync(printed);
        await compile.WaitForExitAsync();
        return (compile.ExitCode, printed.ToArray(), await said);
    }
}
