using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.ExecutionService.DeadLetters.Migrations
{
    /// <summary>All that a run may be asked with: files, environment, further limits.</summary>
    [DbContext(typeof(DeadLetterDbContext))]
    [Migration("20261126203000_Files")]
    public class Files : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>("entry_point", "letters", "text", schema: "dead_letters", nullable: true);
            migrationBuilder.AddColumn<byte[]>("files", "letters", "bytea", schema: "dead_letters", nullable: true);
            migrationBuilder.AddColumn<string>("environment", "letters", "text", schema: "dead_letters", nullable: true);
            migrationBuilder.AddColumn<long>("cpu_time_ms", "letters", "bigint", schema: "dead_letters", nullable: true);
            migrationBuilder.AddColumn<int>("processes", "letters", "integer", schema: "dead_letters", nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn("processes", "letters", "dead_letters");
            migrationBuilder.DropColumn("cpu_time_ms", "letters", "dead_letters");
            migrationBuilder.DropColumn("environment", "letters", "dead_letters");
            migrationBuilder.DropColumn("files", "letters", "dead_letters");
            migrationBuilder.DropColumn("entry_point", "letters", "dead_letters");
        }
    }
}
