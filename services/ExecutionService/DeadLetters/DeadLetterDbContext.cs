using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>The tables of dead letters. PostgreSQL here; a host may configure another provider with migrations of its own.</summary>
internal sealed class DeadLetterDbContext(DbContextOptions<DeadLetterDbContext> options) : DbContext(options)
{
    public const string Schema = "dead_letters";

    public DbSet<DeadLetter> Letters => Set<DeadLetter>();

    public DbSet<DeadLetterReplay> Replays => Set<DeadLetterReplay>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var letters = modelBuilder.Entity<DeadLetter>().ToTable("letters");
        letters.HasKey(letter => letter.Number);
        letters.Property(letter => letter.Number).ValueGeneratedOnAdd();
        letters.HasIndex(letter => letter.Id).IsUnique();
        letters.HasIndex(letter => letter.SessionId);
        letters.HasIndex(letter => letter.RecordedAt);
        modelBuilder.Entity<DeadLetterReplay>().ToTable("replays").HasKey(replay => new { replay.LetterId, replay.Key });

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }

        if (Database.IsNpgsql())
        {
            modelBuilder.HasDefaultSchema(Schema);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (!Database.IsNpgsql())
        {
            // SQLite has no times: as numbers they can be compared.
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        }
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
