using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.DeadLetters;
using CodeExec.ExecutionService.Executions;
using CodeExec.SessionService.Schema;
using CodeExec.Standalone;
using CodeExec.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CodeExec.UnitTests.Standalone;

public sealed class SqliteAuditTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, 123, TimeSpan.Zero);

    private readonly string _directory = Machine.TemporaryDirectory("sqlite");
    private readonly ServiceProvider _services;
    private readonly AuditStore _audit;

    public SqliteAuditTests()
    {
        _services = new ServiceCollection()
            .AddPooledDbContextFactory<AuditDbContext>(database => database.UseSqliteFile(Path.Combine(_directory, "audit.db")))
            .AddDbContext<SessionDbContext>(database => database.UseSqliteFile(Path.Combine(_directory, "sessions.db")))
            .AddDbContext<DeadLetterDbContext>(database => database.UseSqliteFile(Path.Combine(_directory, "dead-letters.db")))
            .AddScoped(services => services.GetRequiredService<IDbContextFactory<AuditDbContext>>().CreateDbContext())
            .BuildServiceProvider();
        _audit = new AuditStore(_services.GetRequiredService<IDbContextFactory<AuditDbContext>>());
    }

    public Task InitializeAsync() => new SqliteSchema(_services.GetRequiredService<IServiceScopeFactory>()).StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Its_migrations_are_those_of_the_models()
    {
        await using var scope = _services.CreateAsyncScope();

        DbContext[] files = [scope.ServiceProvider.GetRequiredService<AuditDbContext>(), scope.ServiceProvider.GetRequiredService<SessionDbContext>()];

        files.Should().AllSatisfy(file => file.Database.HasPendingModelChanges().Should().BeFalse(
            "a changed model needs: dotnet ef migrations add NAME -p standalone -c {0}", file.GetType().Name));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(100, true)]
    public async Task A_full_batch_waits_for_no_more(int events, bool recorded)
    {
        var clock = new FakeTimeProvider();
        await using var writer = new AuditWriter(_audit, clock);

        var written = Task.WhenAll(Enumerable.Range(0, events).Select(_ => writer.WriteAsync(Execution(ExecutionStatus.Queued), CancellationToken.None)));

        await PassAsync(TimeSpan.FromMilliseconds(80));
        // The database may take its time meanwhile, but by the writer's clock no more passes.
        var early = await Task.WhenAny(written, Task.Delay(recorded ? TimeSpan.FromSeconds(30) : TimeSpan.Zero, TimeProvider.System)) == written;
        await PassAsync(TimeSpan.FromSeconds(1));
        await written;

        early.Should().Be(recorded);

        // A step at a time, so that whoever waits is there for the next one.
        async Task PassAsync(TimeSpan time)
        {
            for (var passed = TimeSpan.Zero; passed < time && !written.IsCompleted; passed += TimeSpan.FromMilliseconds(4))
            {
                clock.Advance(TimeSpan.FromMilliseconds(4));
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    [Fact]
    public async Task A_trigger_logs_each_status_once_whatever_comes_twice_or_late()
    {
        var queued = Execution(ExecutionStatus.Queued);
        var running = Execution(ExecutionStatus.Queued, ExecutionStatus.Running);
        var failed = Execution(ExecutionStatus.Queued, ExecutionStatus.Running, ExecutionStatus.Failed);

        await _audit.RecordAsync([queued], CancellationToken.None);
        await _audit.RecordAsync([failed], CancellationToken.None);
        await _audit.RecordAsync([running, failed, queued], CancellationToken.None);

        var log = await _audit.ReadLogAsync(queued.ExecutionId, CancellationToken.None);
        log.Select(transition => transition.Status).Should().Equal(ExecutionStatus.Queued, ExecutionStatus.Running, ExecutionStatus.Failed);
        log.Select(transition => transition.At).Should().Equal(Noon, Noon.AddSeconds(1), Noon.AddSeconds(2));
        log.Should().AllSatisfy(transition => transition.RecordedAt.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("UPDATE execution_log SET status = 'COMPLETED'")]
    [InlineData("DELETE FROM execution_log")]
    public async Task The_log_is_append_only(string statement)
    {
        await _audit.RecordAsync([Execution(ExecutionStatus.Queued)], CancellationToken.None);
        await using var context = await _services.GetRequiredService<IDbContextFactory<AuditDbContext>>().CreateDbContextAsync();

        var tampering = () => context.Database.ExecuteSqlRawAsync(statement);

        (await tampering.Should().ThrowAsync<SqliteException>()).WithMessage("*append-only*");
    }

    [Theory]
    [InlineData("INSERT INTO execution_log SELECT * FROM execution_log", false)]
    [InlineData("SELECT * FROM no_such_table", true)]
    public async Task What_it_refuses_is_no_outage(string statement, bool isOutage)
    {
        await _audit.RecordAsync([Execution(ExecutionStatus.Queued)], CancellationToken.None);
        await using var context = await _services.GetRequiredService<IDbContextFactory<AuditDbContext>>().CreateDbContextAsync();

        var fault = await Assert.ThrowsAsync<SqliteException>(() => context.Database.ExecuteSqlRawAsync(statement));

        AuditDatabase.IsOutage(fault).Should().Be(isOutage);
    }

    [Fact]
    public async Task What_is_too_old_is_forgotten_with_its_log()
    {
        var ended = Execution(ExecutionStatus.Queued, ExecutionStatus.Failed);
        await _audit.RecordAsync([ended], CancellationToken.None);

        var now = await _audit.NowAsync(CancellationToken.None);

        await _audit.ForgetAsync(now.AddHours(-1), CancellationToken.None);
        var kept = await _audit.FindAsync(ended.ExecutionId, CancellationToken.None);
        await _audit.ForgetAsync(now.AddHours(1), CancellationToken.None);

        kept.Should().NotBeNull();
        (await _audit.FindAsync(ended.ExecutionId, CancellationToken.None)).Should().BeNull();
        (await _audit.ReadLogAsync(ended.ExecutionId, CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task What_has_not_ended_is_listed()
    {
        await _audit.RecordAsync([Execution(ExecutionStatus.Queued, ExecutionStatus.Running)], CancellationToken.None);
        var before = await _audit.ListOpenAsync(CancellationToken.None).ToListAsync();

        await _audit.RecordAsync([Execution(ExecutionStatus.Queued, ExecutionStatus.Running, ExecutionStatus.Failed)], CancellationToken.None);

        before.Should().ContainSingle();
        (await _audit.ListOpenAsync(CancellationToken.None).ToListAsync()).Should().BeEmpty();
        (await _audit.FindEndsAsync([before[0], Guid.NewGuid()], CancellationToken.None)).Keys.Should().Equal(before[0]);
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_lock_out_the_next_start()
    {
        await using (var context = await _services.GetRequiredService<IDbContextFactory<AuditDbContext>>().CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT OR IGNORE INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """);
        }

        await InitializeAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static ExecutionSnapshot Execution(params string[] statuses) => new()
    {
        ExecutionId = Guid.Parse("6f7e2c1e-8f0f-4f7d-9f39-0d6f0f0d7a11"),
        SessionId = Guid.Parse("d2a5b6f0-3c1b-4e61-8a4b-2f6f0c9e4b22"),
        Language = "python",
        Transitions = [.. statuses.Select((status, index) => new ExecutionTransition { Seq = index + 1, Status = status, At = Noon.AddSeconds(index) })],
    };
}
