using CodeExec.ExecutionService.Audit;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.Standalone.Audit.Migrations
{
    /// <summary>
    /// When a row was last recorded; retention goes by it. Written by triggers alone, so it is no part of the model. A trigger cannot
    /// change the row that is being written, so it writes it once more; that fires no trigger of its own.
    /// </summary>
    [DbContext(typeof(AuditDbContext))]
    [Migration("20261126180000_RecordedAt")]
    public class RecordedAt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            ALTER TABLE executions ADD COLUMN recorded_at TEXT;
            UPDATE executions SET recorded_at = coalesce(
                (SELECT max(recorded_at) FROM execution_log WHERE execution_id = executions.id), strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));

            CREATE TRIGGER stamp_submission AFTER INSERT ON executions
            BEGIN
                UPDATE executions SET recorded_at = strftime('%Y-%m-%d %H:%M:%f+00:00', 'now') WHERE id = NEW.id;
            END;

            CREATE TRIGGER stamp_transition AFTER UPDATE OF status ON executions
            BEGIN
                UPDATE executions SET recorded_at = strftime('%Y-%m-%d %H:%M:%f+00:00', 'now') WHERE id = NEW.id;
            END;

            DROP INDEX ix_executions_changed_at;
            CREATE INDEX ix_executions_recorded_at ON executions (recorded_at);
            """);
    }
}
