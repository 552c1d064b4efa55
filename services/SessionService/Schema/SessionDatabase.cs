using Microsoft.EntityFrameworkCore;

namespace CodeExec.SessionService.Schema;

/// <summary>Asks the database on behalf of a client, who is answered in time whatever has become of it.</summary>
internal sealed class SessionDatabase(IDbContextFactory<SessionDbContext> contexts, TimeProvider clock)
{
    // Npgsql needs up to 3 s to give up a command that hangs: after its time limit it asks the server to cancel and waits
    // 2 s for that, which no setting changes (measured with 10.0.3). So the client is not made to wait for its end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    /// <exception cref="TimeoutException">The database took too long. What was asked may still happen.</exception>
    /// <exception cref="System.Data.Common.DbException">The database failed, perhaps wrapped by EF Core.</exception>
    public Task<T> AskAsync<T>(Func<SessionDbContext, CancellationToken, Task<T>> question, CancellationToken cancellation) =>
        AskPatientlyAsync(question, cancellation).WaitAsync(Patience, clock, cancellation);

    // A context of its own: nothing that ends with the request is used after it.
    private async Task<T> AskPatientlyAsync<T>(Func<SessionDbContext, CancellationToken, Task<T>> question, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await question(db, cancellation);
    }
}
