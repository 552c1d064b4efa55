using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.GVisor;
using CodeExec.RunnerService.Sandbox.Linux;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeExec.Benchmarks;

/// <summary>A sandbox as a runner has it, with its cgroups where they can be had.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private readonly InstanceDirectory _instance;

    private SandboxHost(RunnerOptions options)
    {
        StateDirectory = options.StateDirectory;
        _instance = InstanceDirectory.Open(options.StateDirectory);
        var cgroups = Cgroups.TryCreate($"codeexec-{_instance.Name}", _instance.Remember);
        Sandbox = options.Sandbox == RunnerOptions.GVisor
            ? new GVisorSandbox(Options.Create(options), _instance, cgroups, TimeProvider.System, NullLogger<GVisorSandbox>.Instance)
            : new BubblewrapSandbox(Options.Create(options), _instance, cgroups, TimeProvider.System, NullLogger<BubblewrapSandbox>.Instance);
    }

    public ISandbox Sandbox { get; }

    public string StateDirectory { get; }

    public static async Task<SandboxHost> StartAsync(RunnerOptions options)
    {
        var host = new SandboxHost(options);
        await host.Sandbox.SelfTestAsync(CancellationToken.None);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _instance.Dispose();
    }
}
