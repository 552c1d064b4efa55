using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService;

/// <summary>
/// The runner's life: tests the sandbox, finds toolchains, and only then takes work and says so, until it is stopped. On a machine
/// where programs cannot be isolated it takes none.
/// </summary>
internal sealed partial class Runner(
    IServiceProvider services,
    RunnerReadiness readiness,
    RunSlots slots,
    RunEndpoints endpoints,
    RunnerRegistry registry,
    IOptions<RunnerOptions> options,
    IHostApplicationLifetime host,
    TimeProvider clock,
    ILogger<Runner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        RunnerStatus status;
        try
        {
            status = await PrepareAsync(stoppingToken);
        }
        catch (SandboxUnavailableException e)
        {
            LogRefused(e.Message);
            readiness.Refuse($"No program is run on this machine. {e.Message}");
            return;
        }

        slots.Open();
        await BusStartsAsync(stoppingToken);
        await endpoints.ConnectAsync(stoppingToken);
        readiness.Ready();
        LogReady(status.Runner, status.Slots);
        await AnnounceAsync(status, stoppingToken);
    }

    // An endpoint that is connected while the bus starts would be started twice.
    private Task BusStartsAsync(CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.ApplicationStarted.Register(() => started.TrySetResult());
        return started.Task.WaitAsync(cancellation);
    }

    private async Task<RunnerStatus> PrepareAsync(CancellationToken cancellation)
    {
        // Resolved here and not injected: making it can fail on a machine that does not allow it.
        var sandbox = services.GetRequiredService<ISandbox>();
        await sandbox.SelfTestAsync(cancellation);
        var toolchains = services.GetRequiredService<ToolchainFinder>();
        await toolchains.FindAllAsync(cancellation);
        return new RunnerStatus
        {
            Runner = options.Value.Name,
            Slots = options.Value.Slots,
            Isolation = sandbox.Name,
            EnforcedLimits = sandbox.EnforcedLimits,
            Languages = toolchains.Statuses,
        };
    }

    private async Task AnnounceAsync(RunnerStatus status, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(RunnerRegistry.Lifetime / 3, clock);
        try
        {
            do
            {
                await TryAsync(() => registry.AnnounceAsync(status));
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        finally
        {
            await TryAsync(() => registry.WithdrawAsync(status.Runner));
        }
    }

    // Redis may be away; the next round says it again, and a withdrawal expires by itself.
    private async Task TryAsync(Func<Task> say)
    {
        try
        {
            await say();
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            LogNotAnnounced(e.Message);
        }
    }

    [LoggerMessage(EventId = 3020, Level = LogLevel.Information, Message = "Runner {Runner} takes work in {Slots} slots")]
    private partial void LogReady(string runner, int slots);

    [LoggerMessage(EventId = 3021, Level = LogLevel.Critical, Message = "No program is run on this machine. {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(EventId = 3022, Level = LogLevel.Warning, Message = "The runner could not announce itself: {Reason}")]
    private partial void LogNotAnnounced(string reason);
}
