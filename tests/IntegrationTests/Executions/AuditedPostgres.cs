using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.Executions;
using CodeExec.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.IntegrationTests.Executions;

/// <summary>A PostgreSQL server with the audit's schema.</summary>
public sealed class AuditedPostgres : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly PostgresServer _server = new();
    private ServiceProvider _services = null!;

    internal AuditStore Store => new(Contexts);

    internal IDbContextFactory<AuditDbContext> Contexts => _services.GetRequiredService<IDbContextFactory<AuditDbContext>>();

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _services = new ServiceCollection()
            .AddDbContextFactory<AuditDbContext>(audit => audit.UsePostgres(_server.ConnectionString))
            .BuildServiceProvider();
        await using var context = await Contexts.CreateDbContextAsync();
        await context.Database.MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>An execution as the events of its life tell of it, one after the other.</summary>
    internal static IReadOnlyList<ExecutionSnapshot> Life(params string[] statuses)
    {
        var id = Guid.NewGuid();
        var transitions = statuses.Select((status, index) => new ExecutionTransition
        {
            Seq = index + 1,
            Status = status,
            At = Noon.AddSeconds(index),
            Attempt = index == 0 ? null : 1,
            Runner = index == 0 ? null : "runner-1",
            Reason = status is ExecutionStatus.Failed or ExecutionStatus.Timeout ? $"why it is {status}" : null,
        }).ToArray();
        return [.. statuses.Select((status, index) => new ExecutionSnapshot
        {
            ExecutionId = id,
            SessionId = Guid.NewGuid(),
            Language = "python",
            Transitions = transitions[..(index + 1)],
            Result = status is ExecutionStatus.Completed or ExecutionStatus.Timeout ? Result : null,
            Stdout = status is ExecutionStatus.Completed or ExecutionStatus.Timeout ? [(byte)'1', 0, 0xff] : null,
            Stderr = status is ExecutionStatus.Completed or ExecutionStatus.Timeout ? [] : null,
        })];
    }

    private static RunResult Result { get; } = new()
    {
        Termination = Termination.Exited,
        ExitCode = 3,
        Stdout = new OutputStream { Content = new Payload { Text = "1\0\ufffd", Key = "somewhere", LengthBytes = 3 }, Truncated = true, SeenBytes = 4711 },
        Stderr = new OutputStream { Content = new Payload { Text = "", LengthBytes = 0 }, Truncated = false, SeenBytes = 0 },
        WallTime = TimeSpan.FromMilliseconds(12.345),
        CpuTime = TimeSpan.FromMilliseconds(7),
        PeakMemoryBytes = 5_000_000_000,
        CompileTime = TimeSpan.FromSeconds(1),
        LanguageVersion = "3.11.2",
    };
}
