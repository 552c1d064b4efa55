using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.ExecutionService.DeadLetters;
using CodeExec.ExecutionService.Executions;
using CodeExec.SessionService.LastRun;
using CodeExec.SessionService.Schema;
using CodeExec.Standalone;
using CodeExec.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CodeExec.UnitTests.Standalone;

public sealed class ToldEndsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly Guid Session = Guid.NewGuid();

    private readonly string _directory = Machine.TemporaryDirectory("sqlite");
    private readonly ServiceProvider _services;
    private readonly ToldEnds _told;

    public ToldEndsTests()
    {
        _services = new ServiceCollection()
            .AddPooledDbContextFactory<AuditDbContext>(database => database.UseSqliteFile(Path.Combine(_directory, "audit.db")))
            .AddPooledDbContextFactory<SessionDbContext>(database => database.UseSqliteFile(Path.Combine(_directory, "sessions.db")))
            .AddPooledDbContextFactory<DeadLetterDbContext>(database => database.UseSqliteFile(Path.Combine(_directory, "dead-letters.db")))
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Options.Create(new DeadLetterOptions()))
            .AddSingleton<AuditStore>().AddSingleton<DeadLetterStore>().AddSingleton<RecordedEnds>().AddSingleton<ToldEnds>()
            .BuildServiceProvider();
        _told = _services.GetRequiredService<ToldEnds>();
    }

    public Task InitializeAsync() => new SqliteSchema(_services.GetRequiredService<IServiceScopeFactory>()).StartAsync(default);

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task An_end_that_the_session_has_not_heard_of_is_not_told()
    {
        var (early, late) = (await RecordAsync("COMPLETED", Noon), await RecordAsync("COMPLETED", Noon.AddSeconds(1)));
        var before = await _told.FindAsync([early, late], default);

        await HearAsync(early, Noon);
        var between = await _told.FindAsync([early, late], default);
        await HearAsync(late, Noon.AddSeconds(1));
        var after = await _told.FindAsync([early, late], default);

        before.Should().BeEmpty();
        between.Should().Equal(early);
        after.Should().BeEquivalentTo([early, late], "what ran before the last run is of no interest to the session");
    }

    [Fact]
    public async Task The_end_of_a_run_that_died_is_told_when_its_dead_letter_is_known()
    {
        var died = await RecordAsync("FAILED", Noon);
        await HearAsync(died, Noon);
        var before = await _told.FindAsync([died, Guid.NewGuid()], default);

        await _services.GetRequiredService<DeadLetterStore>().RecordAsync(
            new DeadLetter { Id = died, ExecutionId = died, Language = "python", Kind = DeadLetterKind.Failed, Reason = "why", Attempts = 6, DiedAt = Noon, RecordedAt = Noon }, default);

        before.Should().BeEmpty();
        (await _told.FindAsync([died, Guid.NewGuid()], default)).Should().Equal(died);
    }

    private async Task<Guid> RecordAsync(string end, DateTimeOffset queuedAt)
    {
        var id = Guid.NewGuid();
        await _services.GetRequiredService<AuditStore>().RecordAsync(
            [
                new ExecutionSnapshot
                {
                    ExecutionId = id,
                    SessionId = Session,
                    Language = "python",
                    Transitions = [new() { Seq = 1, Status = "QUEUED", At = queuedAt }, new() { Seq = 2, Status = end, At = queuedAt.AddSeconds(9) }],
                },
            ],
            default);
        return id;
    }

    private Task HearAsync(Guid execution, DateTimeOffset queuedAt) =>
        new LastRunStore(_services.GetRequiredService<IDbContextFactory<SessionDbContext>>()).RecordAsync(
            [LastRunRecord.Of(Session, execution, [new ExecutionTransition { Seq = 1, Status = "COMPLETED", At = queuedAt }])], default);
}
