using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CodeExec.ExecutionService.DeadLetters.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "dead_letters");

            migrationBuilder.CreateTable(
                name: "letters",
                schema: "dead_letters",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    execution_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    language = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    transitions = table.Column<string>(type: "text", nullable: true),
                    died_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    replay_of = table.Column<Guid>(type: "uuid", nullable: true),
                    source = table.Column<byte[]>(type: "bytea", nullable: true),
                    stdin = table.Column<byte[]>(type: "bytea", nullable: true),
                    args = table.Column<string>(type: "text", nullable: true),
                    wall_time_ms = table.Column<long>(type: "bigint", nullable: true),
                    memory_bytes = table.Column<long>(type: "bigint", nullable: true),
                    output_bytes = table.Column<long>(type: "bigint", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_letters", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "replays",
                schema: "dead_letters",
                columns: table => new
                {
                    letter_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    input_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    execution_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_replays", x => new { x.letter_id, x.key });
                });

            migrationBuilder.CreateIndex(
                name: "IX_letters_id",
                schema: "dead_letters",
                table: "letters",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_letters_recorded_at",
                schema: "dead_letters",
                table: "letters",
                column: "recorded_at");

            migrationBuilder.CreateIndex(
                name: "IX_letters_session_id",
                schema: "dead_letters",
                table: "letters",
                column: "session_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "letters",
                schema: "dead_letters");

            migrationBuilder.DropTable(
                name: "replays",
                schema: "dead_letters");
        }
    }
}
