using CodeExec.ExecutionService.Audit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeExec.IntegrationTests.Executions;

public sealed class AuditTests(AuditedPostgres postgres) : IClassFixture<AuditedPostgres>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Shuffled_doubled_and_lost_events_leave_one_row_a_transition(int seed)
    {
        var random = new Random(seed);
        string[][] courses = [["QUEUED", "RUNNING", "COMPLETED"], ["QUEUED", "RUNNING", "TIMEOUT"], ["QUEUED", "FAILED"]];
        var lives = Enumerable.Range(0, 60).Select(index => AuditedPostgres.Life(courses[index % courses.Length])).ToArray();
        var events = lives.SelectMany(life => life.Where(execution => execution.IsFinished || random.Next(3) > 0)).ToList();
        events.AddRange(events.Where(_ => random.Next(2) == 0).ToArray());
        var batches = events.OrderBy(_ => random.Next()).Chunk(random.Next(1, 40)).ToArray();

        await Task.WhenAll(batches.Select(batch => postgres.Store.RecordAsync(batch, default)));

        foreach (var life in lives)
        {
            var log = await postgres.Store.ReadLogAsync(life[0].ExecutionId, default);
            log.Select(recorded => recorded.ToTransition()).Should().Equal(life[^1].Transitions);
        }
    }

    [Fact]
    public async Task What_a_program_left_is_read_back_byte_by_byte()
    {
        var end = AuditedPostgres.Life("QUEUED", "RUNNING", "TIMEOUT")[^1];

        await postgres.Store.RecordAsync([end], default);

        var read = await postgres.Store.FindAsync(end.ExecutionId, default);
        read.Should().BeEquivalentTo(end, same => same.Excluding(execution => execution.Result!.Stdout.Content).Excluding(execution => execution.Result!.Stderr.Content));
    }

    [Fact]
    public async Task An_earlier_event_that_comes_last_changes_nothing()
    {
        var life = AuditedPostgres.Life("QUEUED", "RUNNING", "COMPLETED");

        await postgres.Store.RecordAsync([life[2]], default);
        await postgres.Store.RecordAsync([life[1]], default);
        await postgres.Store.RecordAsync([life[0]], default);

        (await postgres.Store.FindAsync(life[0].ExecutionId, default))!.Latest.Should().Be(life[2].Latest);
    }

    [Fact]
    public async Task A_change_of_status_that_bypasses_us_is_logged_too()
    {
        var queued = AuditedPostgres.Life("QUEUED")[0];
        await postgres.Store.RecordAsync([queued], default);

        await ExecuteAsync($"UPDATE audit.executions SET status = 'FAILED', seq = 2, changed_at = now() WHERE id = '{queued.ExecutionId}'");

        (await postgres.Store.ReadLogAsync(queued.ExecutionId, default)).Select(recorded => recorded.Status).Should().Equal("QUEUED", "FAILED");
    }

    [Theory]
    [InlineData("UPDATE audit.execution_log SET at = now()")]
    [InlineData("DELETE FROM audit.execution_log")]
    [InlineData("TRUNCATE audit.execution_log")]
    public async Task The_log_refuses_to_be_rewritten(string sql)
    {
        var queued = AuditedPostgres.Life("QUEUED")[0];
        await postgres.Store.RecordAsync([queued], default);

        var rewrite = () => ExecuteAsync(sql);

        await rewrite.Should().ThrowAsync<PostgresException>().WithMessage("*append-only*");
        (await postgres.Store.ReadLogAsync(queued.ExecutionId, default)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_takes_no_other_with_it()
    {
        await using var writer = new AuditWriter(postgres.Store, TimeProvider.System);
        var good = AuditedPostgres.Life("QUEUED")[0];
        var refused = AuditedPostgres.Life("QUEUED")[0] with { Language = "py\0thon" };

        var writes = new[] { writer.WriteAsync(good, default), writer.WriteAsync(refused, default) };

        await writes[0];
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => writes[1]);
        AuditDatabase.IsOutage(refusal).Should().BeFalse();
        (await postgres.Store.FindAsync(good.ExecutionId, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task Several_processes_may_bring_the_schema_up_to_date_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var context = await postgres.Contexts.CreateDbContextAsync();
            await context.Database.MigrateAsync();
        }));

        await using var migrated = await postgres.Contexts.CreateDbContextAsync();
        migrated.Database.HasPendingModelChanges().Should().BeFalse();
    }

    [Fact]
    public async Task What_is_too_old_is_forgotten_by_whole_months_and_room_is_made_for_those_to_come()
    {
        var ended = AuditedPostgres.Life("QUEUED", "RUNNING", "COMPLETED")[^1];
        var open = AuditedPostgres.Life("QUEUED")[0];
        await postgres.Store.RecordAsync([ended, open], default);
        await ExecuteAsync("SELECT audit.add_log_month('2020-05-01')");

        await postgres.Store.ForgetAsync((await postgres.Store.NowAsync(default)).AddDays(1), default);

        (await postgres.Store.FindAsync(ended.ExecutionId, default)).Should().BeNull();
        (await postgres.Store.FindAsync(open.ExecutionId, default)).Should().NotBeNull("what is open is never too old");
        await using var context = await postgres.Contexts.CreateDbContextAsync();
        var months = await context.Database.SqlQueryRaw<string>(
            "SELECT right(relname, 7) AS \"Value\" FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'audit.execution_log'::regclass").ToListAsync();
        months.Should().BeEquivalentTo(Enumerable.Range(0, 3).Select(ahead => $"{TimeProvider.System.GetUtcNow().AddMonths(ahead):yyyy_MM}"));
    }

    [Fact]
    public async Task A_runner_whose_clock_is_months_behind_does_not_have_its_runs_forgotten()
    {
        var ended = AuditedPostgres.Life("QUEUED", "RUNNING", "COMPLETED")[^1];
        await postgres.Store.RecordAsync([ended], default);
        var now = await postgres.Store.NowAsync(default);

        await postgres.Store.ForgetAsync(now.AddDays(-1), default);

        ended.Latest.At.Should().BeBefore(now.AddDays(-30));
        (await postgres.Store.FindAsync(ended.ExecutionId, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_row_without_its_log_is_no_execution()
    {
        var id = Guid.NewGuid();

        await ExecuteAsync($"""
            ALTER TABLE audit.executions DISABLE TRIGGER log_submission;
            INSERT INTO audit.executions (id, session_id, language, status, seq, changed_at) VALUES ('{id}', '{id}', 'python', 'QUEUED', 1, now());
            ALTER TABLE audit.executions ENABLE TRIGGER log_submission;
            """);

        (await postgres.Store.FindAsync(id, default)).Should().BeNull();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var context = await postgres.Contexts.CreateDbContextAsync();
        await context.Database.ExecuteSqlRawAsync(sql);
    }
}
