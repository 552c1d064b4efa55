using CodeExec.ExecutionService.DeadLetters;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeExec.Standalone.DeadLetters.Migrations
{
    /// <summary>What a letter lost, so that it is not taken for what was never there.</summary>
    [DbContext(typeof(DeadLetterDbContext))]
    [Migration("20261126180000_Lost")]
    public class Lost : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.AddColumn<string>("lost", "letters", "TEXT", nullable: true);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropColumn("lost", "letters");
    }
}
