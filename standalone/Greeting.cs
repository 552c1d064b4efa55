using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using IServer = Microsoft.AspNetCore.Hosting.Server.IServer;

namespace CodeExec.Standalone;

/// <summary>Says at the console, once the host can do its work, where it is and which languages it found; says why when it cannot.</summary>
internal sealed class Greeting(
    IServer server, IHostApplicationLifetime host, HealthCheckService health, RunnerRegistry runners, DataDirectory data, TimeProvider clock) : BackgroundService
{
    // What needs a moment at every start is not worth a line.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        var runner = await WaitUntilReadyAsync(stoppingToken);
        var addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses;
        Console.WriteLine(
            $"CodeExec is ready at {string.Join(", ", addresses.SkipLast(1))} (API: /scalar). Management: {addresses.Last()}. Data: {data.Path}. {Describe(runner)}");
    }

    private async Task<RunnerStatus> WaitUntilReadyAsync(CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        var said = "";
        using var timer = new PeriodicTimer(Pause, clock);
        while (true)
        {
            var report = await health.CheckHealthAsync(check => check.Tags.Contains("ready"), cancellation);
            var reasons = string.Join(' ', report.Entries
                .Where(check => check.Value.Status == HealthStatus.Unhealthy)
                .Select(check => $"{check.Key}: {check.Value.Description}"));
            if (reasons.Length == 0 && await FindRunnerAsync() is { } runner)
            {
                return runner;
            }

            if (reasons.Length > 0 && reasons != said && clock.GetElapsedTime(began) > Patience)
            {
                Console.WriteLine($"CodeExec is not ready. {reasons}");
                said = reasons;
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private async Task<RunnerStatus?> FindRunnerAsync()
    {
        try
        {
            return await runners.ListAsync() is [var runner, ..] ? runner : null;
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            return null;
        }
    }

    private static string Describe(RunnerStatus runner)
    {
        var found = runner.Languages
            .Where(language => language.Value.Missing is null)
            .Select(language => $"{language.Key} ({language.Value.Version})")
            .Order(StringComparer.Ordinal);
        var missing = runner.Languages.Count(language => language.Value.Missing is not null);
        return $"Languages: {string.Join(", ", found)}.{(missing > 0 ? $" What {missing} more need, /languages says; ./run --all-languages installs it." : "")}";
    }
}
