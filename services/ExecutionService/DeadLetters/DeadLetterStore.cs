using CodeExec.ExecutionService.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>Writes and reads dead letters. What was deleted is found by nobody.</summary>
internal sealed class DeadLetterStore(IDbContextFactory<DeadLetterDbContext> contexts, IOptions<DeadLetterOptions> options, TimeProvider clock)
{
    /// <summary>True when the letter is recorded, also when it was deleted since.</summary>
    public async Task<bool> ExistsAsync(Guid id, CancellationToken cancellation) => (await FindKnownAsync([id], cancellation)).Count > 0;

    /// <returns>Those of <paramref name="ids"/> whose letter is recorded, also when it was deleted since.</returns>
    public async Task<IReadOnlySet<Guid>> FindKnownAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return new HashSet<Guid>();
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Letters.Where(letter => ids.Contains(letter.Id)).Select(letter => letter.Id).ToHashSetAsync(cancellation);
    }

    /// <summary>Records the letter unless it is recorded.</summary>
    public async Task RecordAsync(DeadLetter letter, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Database.SetCommandTimeout(AuditDatabase.PatientSeconds);
        context.Letters.Add(letter);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            // Another replica may have had the same event. SQLite does not say why it refused, so it is asked.
            if (!await ExistsAsync(letter.Id, cancellation))
            {
                throw;
            }
        }
    }

    public async Task<DeadLetter?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Letters.AsNoTracking().FirstOrDefaultAsync(letter => letter.Id == id && letter.DeletedAt == null, cancellation);
    }

    /// <summary>The latest letters first, without their programs.</summary>
    public async Task<IReadOnlyList<DeadLetterSummary>> ListAsync(DeadLetterFilter filter, int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var letters = context.Letters.Where(letter => letter.DeletedAt == null);
        letters = filter.Before is { } before ? letters.Where(letter => letter.Number < before) : letters;
        letters = filter.Kind is { } kind ? letters.Where(letter => letter.Kind == kind) : letters;
        letters = filter.Language is { } language ? letters.Where(letter => letter.Language == language) : letters;
        letters = filter.SessionId is { } session ? letters.Where(letter => letter.SessionId == session) : letters;
        letters = filter.Since is { } since ? letters.Where(letter => letter.DiedAt >= since.ToUniversalTime()) : letters;
        letters = filter.Until is { } until ? letters.Where(letter => letter.DiedAt < until.ToUniversalTime()) : letters;
        return await letters.OrderByDescending(letter => letter.Number).Take(limit).Select(DeadLetterSummary.FromRow).ToListAsync(cancellation);
    }

    /// <returns>False when there is no such letter.</returns>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        return await context.Letters.Where(letter => letter.Id == id && letter.DeletedAt == null).ExecuteUpdateAsync(
            letter => letter
                .SetProperty(row => row.DeletedAt, now)
                .SetProperty(row => row.Source, (byte[]?)null)
                .SetProperty(row => row.Stdin, (byte[]?)null)
                .SetProperty(row => row.Args, (string?)null)
                .SetProperty(row => row.EntryPoint, (string?)null)
                .SetProperty(row => row.Files, (byte[]?)null)
                .SetProperty(row => row.Environment, (string?)null),
            cancellation) > 0;
    }

    /// <summary>Removes what is past its retention.</summary>
    public async Task RemoveExpiredAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Database.SetCommandTimeout(AuditDatabase.PatientSeconds);
        var expired = clock.GetUtcNow() - options.Value.Retention;
        await context.Letters.Where(letter => letter.RecordedAt < expired).ExecuteDeleteAsync(cancellation);
        await context.Replays.Where(replay => !context.Letters.Any(letter => letter.Id == replay.LetterId)).ExecuteDeleteAsync(cancellation);
    }
}

/// <summary>Which letters are wanted; null wants all.</summary>
internal sealed record DeadLetterFilter(string? Kind, string? Language, Guid? SessionId, DateTimeOffset? Since, DateTimeOffset? Until, long? Before);
