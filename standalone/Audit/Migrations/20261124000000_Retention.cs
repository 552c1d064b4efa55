using CodeExec.ExecutionService.Audit;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.Standalone.Audit.Migrations
{
    /// <summary>The log of an execution goes with it, and only with it.</summary>
    [DbContext(typeof(AuditDbContext))]
    [Migration("20261124000000_Retention")]
    public class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP TRIGGER refuse_delete;

            CREATE TRIGGER refuse_delete BEFORE DELETE ON execution_log
            WHEN EXISTS (SELECT 1 FROM executions WHERE id = OLD.execution_id)
            BEGIN
                SELECT RAISE(ABORT, 'execution_log is append-only');
            END;

            CREATE TRIGGER forget_log AFTER DELETE ON executions
            BEGIN
                DELETE FROM execution_log WHERE execution_id = OLD.id;
            END;

            CREATE INDEX ix_executions_open ON executions (id) WHERE status <> 'COMPLETED' AND status <> 'FAILED' AND status <> 'TIMEOUT';
            CREATE INDEX ix_executions_changed_at ON executions (changed_at);
            """);
    }
}
