using CodeExec.ExecutionService.DeadLetters;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.Standalone.DeadLetters.Migrations
{
    /// <summary>All that a run may be asked with: files, environment, further limits.</summary>
    [DbContext(typeof(DeadLetterDbContext))]
    [Migration("20261126203000_Files")]
    public class Files : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>("entry_point", "letters", "TEXT", nullable: true);
            migrationBuilder.AddColumn<byte[]>("files", "letters", "BLOB", nullable: true);
            migrationBuilder.AddColumn<string>("environment", "letters", "TEXT", nullable: true);
            migrationBuilder.AddColumn<long>("cpu_time_ms", "letters", "INTEGER", nullable: true);
            migrationBuilder.AddColumn<int>("processes", "letters", "INTEGER", nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn("processes", "letters");
            migrationBuilder.DropColumn("cpu_time_ms", "letters");
            migrationBuilder.DropColumn("environment", "letters");
            migrationBuilder.DropColumn("files", "letters");
            migrationBuilder.DropColumn("entry_point", "letters");
        }
    }
}
