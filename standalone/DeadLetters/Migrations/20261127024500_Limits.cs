using CodeExec.ExecutionService.DeadLetters;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.Standalone.DeadLetters.Migrations
{
    /// <summary>The limits of a run's files and of its share of the processor.</summary>
    [DbContext(typeof(DeadLetterDbContext))]
    [Migration("20261127024500_Limits")]
    public class Limits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>("file_bytes", "letters", "INTEGER", nullable: true);
            migrationBuilder.AddColumn<int>("open_files", "letters", "INTEGER", nullable: true);
            migrationBuilder.AddColumn<long>("disk_bytes", "letters", "INTEGER", nullable: true);
            migrationBuilder.AddColumn<int>("cpu_percent", "letters", "INTEGER", nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn("cpu_percent", "letters");
            migrationBuilder.DropColumn("disk_bytes", "letters");
            migrationBuilder.DropColumn("open_files", "letters");
            migrationBuilder.DropColumn("file_bytes", "letters");
        }
    }
}
