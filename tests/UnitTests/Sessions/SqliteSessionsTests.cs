using CodeExec.Contracts.Executions;
using CodeExec.SessionService.CodeSessions;
using CodeExec.SessionService.LastRun;
using CodeExec.SessionService.Programs;
using CodeExec.SessionService.Runs;
using CodeExec.SessionService.Schema;
using CodeExec.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeExec.UnitTests.Sessions;

/// <summary>The SQL that is written by hand, on the other database it must run on.</summary>
public sealed class SqliteSessionsTests : IAsyncLifetime
{
    private readonly string _directory = Machine.TemporaryDirectory("sessions");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Guid _session = Guid.NewGuid();
    private ServiceProvider _services = null!;

    private IDbContextFactory<SessionDbContext> Contexts => _services.GetRequiredService<IDbContextFactory<SessionDbContext>>();

    // The pins' patience is the machine's time, their expiry the fake one.
    private PinnedRuns Pins => new(new SessionDatabase(Contexts, TimeProvider.System), _clock);

    public async Task InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddPooledDbContextFactory<SessionDbContext>(database => database.UseSqlite($"Data Source={_directory}/sessions.db;Pooling=false"))
            .BuildServiceProvider();
        await using var db = await Contexts.CreateDbContextAsync();
        await db.Database.EnsureCreatedAsync();
        db.CodeSessions.Add(new CodeSession { Id = _session, Language = "python", Source = "first"u8.ToArray(), CreatedAt = _clock.GetUtcNow(), UpdatedAt = _clock.GetUtcNow() });
        await db.SaveChangesAsync();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_key_brings_back_its_execution_and_source_for_24_hours()
    {
        var first = await PinAsync("key");
        await using (var db = await Contexts.CreateDbContextAsync())
        {
            await db.CodeSessions.ExecuteUpdateAsync(set => set
                .SetProperty(session => session.Source, "second"u8.ToArray())
                .SetProperty(session => session.Files, "files"u8.ToArray())
                .SetProperty(session => session.EntryPoint, "app.py"));
        }

        _clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        var again = await PinAsync("key");
        _clock.Advance(TimeSpan.FromTicks(1));
        var after = await PinAsync("key");

        again.ExecutionId.Should().Be(first.ExecutionId);
        again.Source.Should().Equal("first"u8.ToArray());
        (again.EntryPoint, again.Files).Should().Be((null, null));
        after.ExecutionId.Should().NotBe(first.ExecutionId);
        after.Source.Should().Equal("second"u8.ToArray());
        (after.EntryPoint, after.Files).Should().BeEquivalentTo(("app.py", "files"u8.ToArray()));
    }

    [Fact]
    public async Task Of_those_who_come_at_once_one_wins()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => PinAsync("key"))));

        runs.Select(run => run.ExecutionId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Expired_keys_are_removed_and_no_others()
    {
        await PinAsync("old");
        _clock.Advance(TimeSpan.FromHours(23));
        await PinAsync("new");
        _clock.Advance(TimeSpan.FromHours(1));

        using var expiry = new PinnedRunExpiry(Contexts, _clock, NullLogger<PinnedRunExpiry>.Instance);
        await expiry.RemoveExpiredAsync(CancellationToken.None);

        await using var db = await Contexts.CreateDbContextAsync();
        (await db.PinnedRuns.Select(run => run.Key).ToArrayAsync()).Should().Equal("new");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task The_run_asked_for_last_is_the_last_in_whatever_order_events_come(int first, int second)
    {
        // The earlier one has a fraction of a second, where text and time order could differ.
        var queued = new[] { _clock.GetUtcNow().AddMilliseconds(-1.5), _clock.GetUtcNow() };
        var executions = new[] { Guid.NewGuid(), Guid.NewGuid() };

        foreach (var index in new[] { first, second, first })
        {
            var run = LastRunRecord.Of(_session, executions[index],
            [
                new ExecutionTransition { Seq = 1, Status = ExecutionStatus.Queued, At = queued[index] },
                new ExecutionTransition { Seq = 2, Status = ExecutionStatus.Failed, At = queued[index].AddMinutes(1) },
            ]);
            await new LastRunStore(Contexts).RecordAsync([run], CancellationToken.None);
        }

        await using var db = await Contexts.CreateDbContextAsync();
        (await db.LastRuns.SingleAsync()).ExecutionId.Should().Be(executions[1]);
    }

    private static async Task<RunProgram> ProgramAsync(SessionDbContext db)
    {
        var session = await db.CodeSessions.AsNoTracking().SingleAsync();
        return new RunProgram(session.Language, session.EntryPoint, session.Source, session.Files);
    }

    private async Task<PinnedRun> PinAsync(string key)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return await Pins.FindAsync(_session, key, CancellationToken.None)
            ?? await Pins.PinAsync(_session, Guid.NewGuid(), await ProgramAsync(db), key, new RunInput(), CancellationToken.None);
    }
}
