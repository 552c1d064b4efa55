using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.ExecutionService.Audit.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "audit");

            migrationBuilder.CreateTable(
                name: "execution_log",
                schema: "audit",
                columns: table => new
                {
                    execution_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: true),
                    runner = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_execution_log", x => new { x.execution_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "executions",
                schema: "audit",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: true),
                    runner = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    termination = table.Column<string>(type: "text", nullable: true),
                    exit_code = table.Column<int>(type: "integer", nullable: true),
                    signal = table.Column<int>(type: "integer", nullable: true),
                    stdout = table.Column<byte[]>(type: "bytea", nullable: true),
                    stdout_truncated = table.Column<bool>(type: "boolean", nullable: true),
                    stdout_seen_bytes = table.Column<long>(type: "bigint", nullable: true),
                    stderr = table.Column<byte[]>(type: "bytea", nullable: true),
                    stderr_truncated = table.Column<bool>(type: "boolean", nullable: true),
                    stderr_seen_bytes = table.Column<long>(type: "bigint", nullable: true),
                    wall_time = table.Column<TimeSpan>(type: "interval", nullable: true),
                    cpu_time = table.Column<TimeSpan>(type: "interval", nullable: true),
                    peak_memory_bytes = table.Column<long>(type: "bigint", nullable: true),
                    compile_time = table.Column<TimeSpan>(type: "interval", nullable: true),
                    language_version = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_executions", x => x.id);
                });

            // The log is written by the database itself, so that no code path can change a status and leave no trace.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION audit.log_transition() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO audit.execution_log (execution_id, seq, status, at, attempt, runner, reason, recorded_at)
                    VALUES (NEW.id, NEW.seq, NEW.status, NEW.changed_at, NEW.attempt, NEW.runner, NEW.reason, clock_timestamp());
                    RETURN NULL;
                END $$;

                CREATE TRIGGER log_submission AFTER INSERT ON audit.executions
                    FOR EACH ROW EXECUTE FUNCTION audit.log_transition();
                CREATE TRIGGER log_transition AFTER UPDATE ON audit.executions
                    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION audit.log_transition();

                CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'audit.execution_log is append-only';
                END $$;

                CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.execution_log
                    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "execution_log",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "executions",
                schema: "audit");

            migrationBuilder.Sql("DROP FUNCTION audit.log_transition(); DROP FUNCTION audit.refuse_change();");
        }
    }
}
