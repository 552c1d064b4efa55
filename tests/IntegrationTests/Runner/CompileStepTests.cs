using CodeExec.Contracts.Executions;
using CodeExec.Languages;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Toolchains;
using CodeExec.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>What of a run's is for its program alone. What is compiled is cached for all.</summary>
public sealed class CompileStepTests : IDisposable
{
    private readonly IOptions<RunnerOptions> _options = Options.Create(new RunnerOptions { StateDirectory = Machine.TemporaryDirectory("compile") });

    public void Dispose() => Directory.Delete(_options.Value.StateDirectory, recursive: true);

    [Fact]
    public async Task A_compiler_gets_neither_the_users_variables_nor_the_limits_of_the_run()
    {
        var sandbox = new ScriptedSandbox();
        var runner = new ProgramRunner(sandbox, new CompileCache(_options, TimeProvider.System, NullLogger<CompileCache>.Instance), _options);
        var limits = new RunLimits
        {
            WallTime = TimeSpan.FromSeconds(1), MemoryBytes = 16 << 20, OutputBytes = 1024, Processes = 1, FileBytes = 4096, OpenFiles = 16, DiskBytes = 1 << 20, CpuPercent = 5,
        };

        await runner.RunAsync(
            new Toolchain(LanguageCatalogue.BuiltIn.Find("c")!, "12.2", null),
            new UserProgram("int main(void) {}"u8.ToArray(), default, [], limits) { Environment = [new() { Name = "CPATH", Value = "/src" }] },
            CancellationToken.None);

        var (compile, run) = (sandbox.Jobs[0], sandbox.Jobs[1]);
        compile.Environment.Should().BeEmpty();
        (compile.Limits.CpuPercent, compile.Limits.Processes > 1, compile.Limits.OpenFiles > 16, compile.Limits.FileBytes > 4096, compile.Limits.DiskBytes > 1 << 20)
            .Should().Be((null, true, true, true, true));
        run.Environment.Should().Contain("CPATH", "/src");
        (run.Limits.CpuPercent, run.Limits.Processes, run.Limits.OpenFiles, run.Limits.FileBytes, run.Limits.DiskBytes).Should().Be((5, 1, 16, 4096, 1 << 20));
    }
}
