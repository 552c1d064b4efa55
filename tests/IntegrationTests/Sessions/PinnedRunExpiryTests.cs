using CodeExec.SessionService.Runs;
using CodeExec.SessionService.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeExec.IntegrationTests.Sessions;

[Collection(nameof(SessionHost))]
public sealed class PinnedRunExpiryTests(SessionHost host)
{
    [Fact]
    public async Task Expired_keys_are_removed_from_PostgreSQL_and_no_others()
    {
        var session = Guid.NewGuid();
        var contexts = host.Services.GetRequiredService<IDbContextFactory<SessionDbContext>>();
        await using var db = await contexts.CreateDbContextAsync();
        db.AddRange(Pin(session, "old", age: PinnedRuns.Lifetime), Pin(session, "new", age: PinnedRuns.Lifetime - TimeSpan.FromMinutes(1)));
        await db.SaveChangesAsync();

        using var expiry = new PinnedRunExpiry(contexts, TimeProvider.System, NullLogger<PinnedRunExpiry>.Instance);
        await expiry.RemoveExpiredAsync(CancellationToken.None);

        (await db.PinnedRuns.Where(run => run.SessionId == session).Select(run => run.Key).ToArrayAsync()).Should().Equal("new");
    }

    private static PinnedRun Pin(Guid session, string key, TimeSpan age) => new()
    {
        SessionId = session,
        Key = key,
        ExecutionId = Guid.NewGuid(),
        InputHash = [1],
        Language = "python",
        Source = [],
        CreatedAt = TimeProvider.System.GetUtcNow() - age,
    };
}
