using CodeExec.Contracts.Executions;
using CodeExec.Languages;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.GVisor;
using CodeExec.RunnerService.Sandbox.Linux;
using CodeExec.RunnerService.Toolchains;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeExec.Benchmarks;

/// <summary>A sandbox as a runner has it, with its cgroups where they can be had.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private readonly InstanceDirectory _instance;
    private readonly IOptions<RunnerOptions> _options;

    private SandboxHost(RunnerOptions options)
    {
        _options = Options.Create(options);
        StateDirectory = options.StateDirectory;
        _instance = InstanceDirectory.Open(options.StateDirectory);
        var cgroups = Cgroups.TryCreate($"codeexec-{_instance.Name}", _instance.Remember);
        Sandbox = options.Sandbox == RunnerOptions.GVisor
            ? new GVisorSandbox(_options, _instance, cgroups, TimeProvider.System, NullLogger<GVisorSandbox>.Instance)
            : new BubblewrapSandbox(_options, _instance, cgroups, TimeProvider.System, NullLogger<BubblewrapSandbox>.Instance);
    }

    public ISandbox Sandbox { get; }

    public string StateDirectory { get; }

    public static async Task<SandboxHost> StartAsync(RunnerOptions options)
    {
        var host = new SandboxHost(options);
        await host.Sandbox.SelfTestAsync(CancellationToken.None);
        return host;
    }

    /// <summary>What runs programs of a language in it, as a runner does: compiled first, or found compiled.</summary>
    public async Task<Func<ReadOnlyMemory<byte>, Task<ProgramRun>>> ProgramsAsync(string language, RunLimits limits)
    {
        var preparation = new ToolchainPreparation(_instance, TimeProvider.System);
        var finder = new ToolchainFinder(Sandbox, preparation, LanguageCatalogue.BuiltIn.Only([language]), _options, NullLogger<ToolchainFinder>.Instance);
        await finder.FindAllAsync(CancellationToken.None);
        var toolchain = finder.Find(language) ?? throw new InvalidOperationException(finder.Statuses[language].Missing);
        var programs = new ProgramRunner(Sandbox, new CompileCache(_options, TimeProvider.System, NullLogger<CompileCache>.Instance), _options);
        return source => programs.RunAsync(toolchain, new UserProgram(source, ReadOnlyMemory<byte>.Empty, [], limits), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _instance.Dispose();
    }
}
