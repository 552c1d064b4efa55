using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Removes, every hour, what is older than <see cref="AuditOptions.Retention"/>, and makes room for the months to come.</summary>
internal sealed partial class AuditRetention(
    AuditStore audit, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(await TryForgetAsync(stoppingToken) ? Interval : RetryDelay, clock, stoppingToken);
        }
    }

    private async Task<bool> TryForgetAsync(CancellationToken cancellation)
    {
        try
        {
            await audit.ForgetAsync(await audit.NowAsync(cancellation) - options.Value.Retention, cancellation);
            return true;
        }
        catch (Exception e) when (AuditDatabase.IsOutage(e))
        {
            // At a first start the schema may still be in the making.
            LogPutOff(e.Message);
            return false;
        }
    }

    [LoggerMessage(EventId = 2105, Level = LogLevel.Debug, Message = "What is too old stays in the audit for now: {Reason}")]
    private partial void LogPutOff(string reason);
}
