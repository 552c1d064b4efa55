using System.Security.Cryptography;
using System.Text.Json;
using CodeExec.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.ExecutionService.DeadLetters;

/// <summary>Remembers which execution a replay began, so that a repeat is the same one.</summary>
internal sealed class DeadLetterReplays(IDbContextFactory<DeadLetterDbContext> contexts, TimeProvider clock)
{
    /// <summary>A new replay of the letter; or the one that was asked before with this key, or without a key with this body.</summary>
    public async Task<DeadLetterReplay> PinAsync(Guid letterId, string? idempotencyKey, ReplayInput input, CancellationToken cancellation)
    {
        var hash = HashOf(input);
        var key = idempotencyKey is null ? $"body {Convert.ToHexString(hash)}" : $"key {idempotencyKey}";
        if (await FindAsync(letterId, key, cancellation) is { } known)
        {
            return known;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var replay = new DeadLetterReplay
        {
            LetterId = letterId,
            Key = key,
            InputHash = hash,
            // Whoever the dead one belongs to.
            ExecutionId = TenantMark.NewIdBeside(letterId),
            CreatedAt = clock.GetUtcNow(),
        };
        context.Replays.Add(replay);
        try
        {
            await context.SaveChangesAsync(cancellation);
            return replay;
        }
        catch (DbUpdateException)
        {
            // Of those who come at once the first row stays and all get it.
            if (await FindAsync(letterId, key, cancellation) is not { } first)
            {
                throw;
            }

            return first;
        }
    }

    public async Task MarkAcceptedAsync(DeadLetterReplay replay, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        await context.Replays.Where(row => row.LetterId == replay.LetterId && row.Key == replay.Key)
            .ExecuteUpdateAsync(row => row.SetProperty(accepted => accepted.AcceptedAt, now), cancellation);
    }

    public async Task<IReadOnlyList<DeadLetterReplay>> ListAsync(Guid letterId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Replays.AsNoTracking().Where(replay => replay.LetterId == letterId).OrderBy(replay => replay.CreatedAt).ToListAsync(cancellation);
    }

    /// <summary>The same for bodies that differ in white space or order alone.</summary>
    public static byte[] HashOf(ReplayInput input) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input with
    {
        Env = input.Env?.OrderBy(variable => variable.Key, StringComparer.Ordinal).ToDictionary(),
    }));

    private async Task<DeadLetterReplay?> FindAsync(Guid letterId, string key, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Replays.AsNoTracking().FirstOrDefaultAsync(replay => replay.LetterId == letterId && replay.Key == key, cancellation);
    }
}
