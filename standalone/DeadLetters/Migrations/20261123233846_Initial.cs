using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.Standalone.DeadLetters.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "letters",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    execution_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    transitions = table.Column<string>(type: "TEXT", nullable: true),
                    died_at = table.Column<long>(type: "INTEGER", nullable: false),
                    recorded_at = table.Column<long>(type: "INTEGER", nullable: false),
                    replay_of = table.Column<Guid>(type: "TEXT", nullable: true),
                    source = table.Column<byte[]>(type: "BLOB", nullable: true),
                    stdin = table.Column<byte[]>(type: "BLOB", nullable: true),
                    args = table.Column<string>(type: "TEXT", nullable: true),
                    wall_time_ms = table.Column<long>(type: "INTEGER", nullable: true),
                    memory_bytes = table.Column<long>(type: "INTEGER", nullable: true),
                    output_bytes = table.Column<long>(type: "INTEGER", nullable: true),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_letters", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "replays",
                columns: table => new
                {
                    letter_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    input_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    execution_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    accepted_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_replays", x => new { x.letter_id, x.key });
                });

            migrationBuilder.CreateIndex(
                name: "IX_letters_id",
                table: "letters",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_letters_recorded_at",
                table: "letters",
                column: "recorded_at");

            migrationBuilder.CreateIndex(
                name: "IX_letters_session_id",
                table: "letters",
                column: "session_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "letters");

            migrationBuilder.DropTable(
                name: "replays");
        }
    }
}
