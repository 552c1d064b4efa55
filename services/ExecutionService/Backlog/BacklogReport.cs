using System.Globalization;
using CodeExec.ExecutionService.Lifecycle;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CodeExec.ExecutionService.Backlog;

/// <summary>Says several times a second how much is waiting and stored, for those who take runs from clients.</summary>
internal sealed partial class BacklogReport(
    IRedisSagas<ExecutionSaga> sagas,
    IConnectionMultiplexer redis,
    RunBacklog backlog,
    BacklogMetrics metrics,
    IOptions<BacklogOptions> options,
    TimeProvider clock,
    ILogger<BacklogReport> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                var status = await MeasureAsync();
                metrics.Record(status, await sagas.CountKeptAsync());
                await backlog.AnnounceAsync(status);
            }
            catch (Exception e) when (e.IsRedisOutage())
            {
                LogNotAnnounced(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<BacklogStatus> MeasureAsync()
    {
        var memories = await Task.WhenAll(redis.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }).Select(MemoryAsync));
        // Of a cluster's servers the one that is full first; at the start none may be connected yet.
        var (used, most) = memories.DefaultIfEmpty().MaxBy(memory => memory.Most == 0 ? 0 : (double)memory.Used / memory.Most);
        return new BacklogStatus
        {
            Unfinished = await sagas.CountUnfinishedAsync(),
            MaximumUnfinished = options.Value.MaximumUnfinished,
            UsedBytes = used,
            BudgetBytes = most == 0 ? null : (long)(most * options.Value.MemoryShare),
        };
    }

    // Not the client's own method for it, which asks for leave to do anything to the server.
    private static async Task<(long Used, long Most)> MemoryAsync(IServer server)
    {
        var lines = ((string)(await server.ExecuteAsync("INFO", "memory"))!).Split("\r\n");
        return (Number("used_memory:"), Number("maxmemory:"));

        long Number(string name) => long.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], CultureInfo.InvariantCulture);
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Debug, Message = "The backlog could not be announced: {Reason}")]
    private partial void LogNotAnnounced(string reason);
}
