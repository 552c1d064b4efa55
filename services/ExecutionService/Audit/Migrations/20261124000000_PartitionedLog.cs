using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.ExecutionService.Audit.Migrations
{
    /// <summary>
    /// The log by months of <c>recorded_at</c>, so that old ones are dropped at no cost. The key has to hold that column, so it no
    /// longer keeps (execution_id, seq) unique; the row in <c>executions</c> does, which only ever moves on.
    /// </summary>
    [DbContext(typeof(AuditDbContext))]
    [Migration("20261124000000_PartitionedLog")]
    public class PartitionedLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            ALTER TABLE audit.execution_log RENAME TO execution_log_before;
            ALTER TABLE audit.execution_log_before RENAME CONSTRAINT "PK_execution_log" TO "PK_execution_log_before";

            CREATE TABLE audit.execution_log (
                execution_id uuid NOT NULL,
                seq integer NOT NULL,
                status text NOT NULL,
                at timestamp with time zone NOT NULL,
                attempt integer,
                runner text,
                reason text,
                recorded_at timestamp with time zone NOT NULL,
                CONSTRAINT "PK_execution_log" PRIMARY KEY (execution_id, seq, recorded_at)
            ) PARTITION BY RANGE (recorded_at);

            CREATE FUNCTION audit.add_log_month(month timestamp) RETURNS void LANGUAGE plpgsql AS $$
            DECLARE
                name text := 'execution_log_' || to_char(month, 'YYYY_MM');
            BEGIN
                IF to_regclass('audit.' || name) IS NULL THEN
                    EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.execution_log FOR VALUES FROM (%L) TO (%L)',
                        name, month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
                END IF;
            END $$;

            -- Drops the months that ended before a time, and adds those to come: two ahead, so that a service may be away that long.
            CREATE FUNCTION audit.keep_log(since timestamp with time zone) RETURNS void LANGUAGE plpgsql AS $$
            DECLARE
                present timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
                old text;
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtext('audit.execution_log'));
                FOR ahead IN 0..2 LOOP
                    PERFORM audit.add_log_month(present + ahead * interval '1 month');
                END LOOP;
                FOR old IN
                    SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                    WHERE inhparent = 'audit.execution_log'::regclass
                        AND (to_timestamp(right(relname, 7), 'YYYY_MM')::timestamp + interval '1 month') AT TIME ZONE 'UTC' <= since
                LOOP
                    EXECUTE format('DROP TABLE audit.%I', old);
                END LOOP;
            END $$;

            SELECT audit.add_log_month(month) FROM generate_series(
                (SELECT date_trunc('month', coalesce(min(recorded_at), now()) AT TIME ZONE 'UTC') FROM audit.execution_log_before),
                date_trunc('month', now() AT TIME ZONE 'UTC') + interval '2 months',
                interval '1 month') AS month;
            INSERT INTO audit.execution_log SELECT * FROM audit.execution_log_before;
            DROP TABLE audit.execution_log_before;

            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.execution_log
                FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
            CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit.execution_log
                FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

            CREATE INDEX ix_executions_open ON audit.executions (id) WHERE status <> 'COMPLETED' AND status <> 'FAILED' AND status <> 'TIMEOUT';
            CREATE INDEX ix_executions_changed_at ON audit.executions (changed_at);
            """);
    }
}
