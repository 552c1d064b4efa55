using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.ExecutionService.Audit.Migrations
{
    /// <summary>
    /// When a row was last recorded, by the clock that also decides the month of its log. Retention goes by it: <c>changed_at</c> is
    /// by a runner's clock. Written by a trigger alone, so it is no part of the model.
    /// </summary>
    [DbContext(typeof(AuditDbContext))]
    [Migration("20261126180000_RecordedAt")]
    public class RecordedAt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            ALTER TABLE audit.executions ADD COLUMN recorded_at timestamp with time zone;
            UPDATE audit.executions SET recorded_at = coalesce(
                (SELECT max(recorded_at) FROM audit.execution_log WHERE execution_id = executions.id), now());
            ALTER TABLE audit.executions ALTER COLUMN recorded_at SET NOT NULL;

            CREATE FUNCTION audit.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                NEW.recorded_at := clock_timestamp();
                RETURN NEW;
            END $$;

            CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON audit.executions
                FOR EACH ROW EXECUTE FUNCTION audit.stamp();

            DROP INDEX audit.ix_executions_changed_at;
            CREATE INDEX ix_executions_recorded_at ON audit.executions (recorded_at);
            """);
    }
}
