using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.IntegrationTests.Sandbox;
using CodeExec.Languages;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using CodeExec.RunStore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>Every toolchain that was found on this machine, and what runs programs with it, within the memory that runs have by default.</summary>
[CollectionDefinition(nameof(LanguageFixture))]
public sealed class LanguageFixture : SandboxFixture, ICollectionFixture<LanguageFixture>
{
    private static readonly RunLimits Limits = new() { WallTime = TimeSpan.FromSeconds(30), MemoryBytes = 256 << 20, OutputBytes = 64 << 10 };

    private ProgramRunner _programs = null!;

    internal ToolchainFinder Toolchains { get; private set; } = null!;

    protected override bool WithCgroups => false;

    private protected override RunnerOptions MakeOptions() => new() { ProgramLimitBytes = 8 << 20, CompileTimeLimit = TimeSpan.FromSeconds(60), CompileCacheBytes = 32 << 20 };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var preparation = new ToolchainPreparation(Instance, TimeProvider.System);
        Toolchains = new ToolchainFinder(Sandbox, preparation, LanguageCatalogue.BuiltIn, options, NullLogger<ToolchainFinder>.Instance);
        _programs = new ProgramRunner(Sandbox, new CompileCache(options, TimeProvider.System, NullLogger<CompileCache>.Instance), options);
        await Toolchains.FindAllAsync(CancellationToken.None);
    }

    internal Task<ProgramRun> RunAsync(string language, string source, string stdin = "", string[]? args = null) =>
        RunAsync(language, new UserProgram(Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(stdin), args ?? [], Limits));

    /// <summary>A program of several files.</summary>
    internal Task<ProgramRun> RunAsync(string language, string source, string? entryPoint, params (string Name, string Content)[] files) => RunAsync(
        language,
        new UserProgram(Encoding.UTF8.GetBytes(source), ReadOnlyMemory<byte>.Empty, ["an argument"], Limits)
        {
            EntryPoint = entryPoint,
            Files = [.. files.Select(file => new RunFile { Name = file.Name, Content = file.Content })],
        });

    /// <summary>A program whose compiler gets one more option.</summary>
    internal Task<ProgramRun> RunWithAsync(string compilerOption, string language, string source)
    {
        var found = Toolchains.Find(language)!;
        return _programs.RunAsync(
            found with { Language = found.Language with { Compile = [.. found.Language.Compile!, compilerOption] } },
            new UserProgram(Encoding.UTF8.GetBytes(source), ReadOnlyMemory<byte>.Empty, [], Limits),
            CancellationToken.None);
    }

    internal Task<ProgramRun> RunAsync(string language, UserProgram program)
    {
        Toolchains.Statuses[language].Missing.Should().BeNull("{0} must be here", language);
        return _programs.RunAsync(Toolchains.Find(language)!, program, CancellationToken.None);
    }
}

internal static class CapturedText
{
    public static string Text(this CapturedStream stream) => Encoding.UTF8.GetString(stream.Content.Span);
}
