using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.Standalone.Audit.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "execution_log",
                columns: table => new
                {
                    execution_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "TEXT", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: true),
                    runner = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_execution_log", x => new { x.execution_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "executions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    seq = table.Column<int>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "TEXT", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: true),
                    runner = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    termination = table.Column<string>(type: "TEXT", nullable: true),
                    exit_code = table.Column<int>(type: "INTEGER", nullable: true),
                    signal = table.Column<int>(type: "INTEGER", nullable: true),
                    stdout = table.Column<byte[]>(type: "BLOB", nullable: true),
                    stdout_truncated = table.Column<bool>(type: "INTEGER", nullable: true),
                    stdout_seen_bytes = table.Column<long>(type: "INTEGER", nullable: true),
                    stderr = table.Column<byte[]>(type: "BLOB", nullable: true),
                    stderr_truncated = table.Column<bool>(type: "INTEGER", nullable: true),
                    stderr_seen_bytes = table.Column<long>(type: "INTEGER", nullable: true),
                    wall_time = table.Column<TimeSpan>(type: "TEXT", nullable: true),
                    cpu_time = table.Column<TimeSpan>(type: "TEXT", nullable: true),
                    peak_memory_bytes = table.Column<long>(type: "INTEGER", nullable: true),
                    compile_time = table.Column<TimeSpan>(type: "TEXT", nullable: true),
                    language_version = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_executions", x => x.id);
                });

            // The log is written by the database itself, so that no code path can change a status and leave no trace.
            // Times are text as EF Core writes and reads them, in UTC.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER log_submission AFTER INSERT ON executions
                BEGIN
                    INSERT INTO execution_log (execution_id, seq, status, at, attempt, runner, reason, recorded_at)
                    VALUES (NEW.id, NEW.seq, NEW.status, NEW.changed_at, NEW.attempt, NEW.runner, NEW.reason, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
                END;

                CREATE TRIGGER log_transition AFTER UPDATE ON executions WHEN OLD.status IS NOT NEW.status
                BEGIN
                    INSERT INTO execution_log (execution_id, seq, status, at, attempt, runner, reason, recorded_at)
                    VALUES (NEW.id, NEW.seq, NEW.status, NEW.changed_at, NEW.attempt, NEW.runner, NEW.reason, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
                END;

                CREATE TRIGGER refuse_update BEFORE UPDATE ON execution_log
                BEGIN
                    SELECT RAISE(ABORT, 'execution_log is append-only');
                END;

                CREATE TRIGGER refuse_delete BEFORE DELETE ON execution_log
                BEGIN
                    SELECT RAISE(ABORT, 'execution_log is append-only');
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "execution_log");

            migrationBuilder.DropTable(
                name: "executions");
        }
    }
}
