using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Removes, every hour, what is older than <see cref="AuditOptions.Retention"/>, and makes room for the months to come.</summary>
internal sealed partial class AuditRetention(
    AuditStore audit, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await audit.ForgetAsync(clock.GetUtcNow() - options.Value.Retention, stoppingToken);
            }
            catch (Exception e) when (AuditDatabase.IsOutage(e))
            {
                LogPutOff(e.Message);
            }
        }
    }

    [LoggerMessage(EventId = 2105, Level = LogLevel.Warning, Message = "What is too old stays in the audit for another hour: {Reason}")]
    private partial void LogPutOff(string reason);
}
