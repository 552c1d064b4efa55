using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.ExecutionService.DeadLetters.Migrations
{
    /// <summary>The limits of a run's files and of its share of the processor.</summary>
    [DbContext(typeof(DeadLetterDbContext))]
    [Migration("20261127024500_Limits")]
    public class Limits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>("file_bytes", "letters", "bigint", schema: "dead_letters", nullable: true);
            migrationBuilder.AddColumn<int>("open_files", "letters", "integer", schema: "dead_letters", nullable: true);
            migrationBuilder.AddColumn<long>("disk_bytes", "letters", "bigint", schema: "dead_letters", nullable: true);
            migrationBuilder.AddColumn<int>("cpu_percent", "letters", "integer", schema: "dead_letters", nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn("cpu_percent", "letters", "dead_letters");
            migrationBuilder.DropColumn("disk_bytes", "letters", "dead_letters");
            migrationBuilder.DropColumn("open_files", "letters", "dead_letters");
            migrationBuilder.DropColumn("file_bytes", "letters", "dead_letters");
        }
    }
}
