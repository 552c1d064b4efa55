using CodeExec.ExecutionService.DeadLetters;
using CodeExec.Standalone;
using CodeExec.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CodeExec.UnitTests.Standalone;

/// <summary>Dead letters on the standalone host's database.</summary>
public sealed class SqliteDeadLetterTests : IAsyncLifetime
{
    private readonly string _directory = Machine.TemporaryDirectory("sqlite");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services;
    private readonly IDbContextFactory<DeadLetterDbContext> _contexts;
    private readonly DeadLetterStore _letters;
    private readonly DeadLetterReplays _replays;

    public SqliteDeadLetterTests()
    {
        _services = new ServiceCollection()
            .AddPooledDbContextFactory<DeadLetterDbContext>(database => database.UseSqliteFile(Path.Combine(_directory, "dead-letters.db")))
            .BuildServiceProvider();
        _contexts = _services.GetRequiredService<IDbContextFactory<DeadLetterDbContext>>();
        _letters = new DeadLetterStore(_contexts, Options.Create(new DeadLetterOptions { Retention = TimeSpan.FromDays(2) }), _clock);
        _replays = new DeadLetterReplays(_contexts, _clock);
    }

    public async Task InitializeAsync()
    {
        await using var context = await _contexts.CreateDbContextAsync();
        await context.Database.MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Its_migrations_are_those_of_the_model()
    {
        await using var context = await _contexts.CreateDbContextAsync();

        context.Database.HasPendingModelChanges().Should().BeFalse("a changed model needs: dotnet ef migrations add NAME -p standalone -c DeadLetterDbContext");
    }

    [Fact]
    public async Task A_letter_is_kept_once_and_filtered_by_time()
    {
        var (early, late) = (Letter(TimeSpan.FromMilliseconds(-1.5)), Letter(TimeSpan.Zero));
        await _letters.RecordAsync(early, default);
        await _letters.RecordAsync(Letter(TimeSpan.FromHours(1), early.Id), default);
        await _letters.RecordAsync(late, default);

        (await ListAsync(new(null, null, null, null, null, null))).Should().Equal(late.Id, early.Id);
        (await ListAsync(new(null, null, null, _clock.GetUtcNow(), null, null))).Should().Equal(late.Id);
        (await ListAsync(new(null, null, null, null, _clock.GetUtcNow().ToOffset(TimeSpan.FromHours(2)), null))).Should().Equal(early.Id);
        (await _letters.FindAsync(early.Id, default))!.DiedAt.Should().Be(early.DiedAt);
    }

    [Fact]
    public async Task Of_replays_that_are_asked_at_once_one_is_begun()
    {
        var id = Guid.NewGuid();

        var replays = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _replays.PinAsync(id, null, new ReplayInput(), default))));

        replays.Select(replay => replay.ExecutionId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_deleted_letter_holds_no_program_and_stays_known()
    {
        var letter = Letter(TimeSpan.Zero);
        await _letters.RecordAsync(letter, default);

        (await _letters.DeleteAsync(letter.Id, default)).Should().BeTrue();

        (await _letters.ExistsAsync(letter.Id, default)).Should().BeTrue();
        (await _letters.FindAsync(letter.Id, default)).Should().BeNull();
        await using var context = await _contexts.CreateDbContextAsync();
        (await context.Letters.SingleAsync()).Source.Should().BeNull();
    }

    [Fact]
    public async Task What_is_past_its_retention_is_removed_with_its_replays_and_nothing_else()
    {
        var (old, young) = (Letter(TimeSpan.Zero), Guid.NewGuid());
        await _letters.RecordAsync(old, default);
        await _replays.PinAsync(old.Id, null, new ReplayInput(), default);
        _clock.Advance(TimeSpan.FromDays(2));
        await _letters.RecordAsync(Letter(TimeSpan.Zero, young), default);
        await _replays.PinAsync(young, null, new ReplayInput(), default);
        _clock.Advance(TimeSpan.FromTicks(1));

        await _letters.RemoveExpiredAsync(default);

        (await ListAsync(new(null, null, null, null, null, null))).Should().Equal(young);
        (await _replays.ListAsync(old.Id, default)).Should().BeEmpty();
        (await _replays.ListAsync(young, default)).Should().ContainSingle();
    }

    private async Task<IEnumerable<Guid>> ListAsync(DeadLetterFilter filter) =>
        (await _letters.ListAsync(filter, 10, default)).Select(letter => letter.Id);

    private DeadLetter Letter(TimeSpan age, Guid? id = null) => new()
    {
        Id = id ?? Guid.NewGuid(),
        ExecutionId = Guid.NewGuid(),
        Language = "python",
        Kind = DeadLetterKind.Failed,
        Reason = "why",
        Attempts = 6,
        DiedAt = _clock.GetUtcNow() + age,
        RecordedAt = _clock.GetUtcNow(),
        Source = "print(1)"u8.ToArray(),
    };
}
