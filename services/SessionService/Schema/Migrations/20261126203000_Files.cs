using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.SessionService.Schema.Migrations
{
    /// <summary>Programs of several files.</summary>
    [DbContext(typeof(SessionDbContext))]
    [Migration("20261126203000_Files")]
    public class Files : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>("entry_point", "code_sessions", "text", schema: "sessions", nullable: true);
            migrationBuilder.AddColumn<byte[]>("files", "code_sessions", "bytea", schema: "sessions", nullable: true);
            migrationBuilder.AddColumn<string>("entry_point", "pinned_runs", "text", schema: "sessions", nullable: true);
            migrationBuilder.AddColumn<byte[]>("files", "pinned_runs", "bytea", schema: "sessions", nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn("files", "pinned_runs", "sessions");
            migrationBuilder.DropColumn("entry_point", "pinned_runs", "sessions");
            migrationBuilder.DropColumn("files", "code_sessions", "sessions");
            migrationBuilder.DropColumn("entry_point", "code_sessions", "sessions");
        }
    }
}
