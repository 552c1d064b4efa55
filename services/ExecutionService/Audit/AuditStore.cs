using System.Data.Common;
using System.Runtime.CompilerServices;
using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Executions;
using Microsoft.EntityFrameworkCore;

namespace CodeExec.ExecutionService.Audit;

/// <summary>Writes and reads the audit's tables.</summary>
internal sealed class AuditStore(IDbContextFactory<AuditDbContext> contexts)
{
    private static readonly string[] Ends = [ExecutionStatus.Completed, ExecutionStatus.Failed, ExecutionStatus.Timeout];

    // A month of the log goes when all of it is older than this, beyond what a row may be: no row loses its first transitions.
    private static readonly TimeSpan LogMargin = TimeSpan.FromDays(1);

    /// <summary>Records the executions in one transaction; what is recorded already stays as it is.</summary>
    /// <exception cref="DbException">Nothing was recorded.</exception>
    public async Task RecordAsync(IReadOnlyCollection<ExecutionSnapshot> executions, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var table = context.Model.FindEntityType(typeof(AuditedExecution))!.GetSchemaQualifiedTableName()!;

        // By id, so that two replicas with the same executions lock the rows in the same order. Of several events the latest says all.
        var statements = executions
            .GroupBy(execution => execution.ExecutionId)
            .OrderBy(events => events.Key)
            .Select(events => events.MaxBy(execution => execution.Latest.Seq)!)
            .SelectMany(new AuditStatements(table).For);

        var connection = context.Database.GetDbConnection();
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await (connection.CanCreateBatch
            ? ExecuteTogetherAsync(connection, transaction, statements, cancellation)
            : ExecuteOneByOneAsync(connection, transaction, statements, cancellation));
        await transaction.CommitAsync(cancellation);
    }

    /// <returns>Null when the audit does not know it (yet).</returns>
    /// <exception cref="TimeoutException">The database took too long.</exception>
    public Task<ExecutionSnapshot?> FindAsync(Guid executionId, CancellationToken cancellation) =>
        ReadAsync(executionId, cancellation).InTimeAsync();

    private async Task<ExecutionSnapshot?> ReadAsync(Guid executionId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Executions.AsNoTracking().SingleOrDefaultAsync(execution => execution.Id == executionId, cancellation) is not { } row)
        {
            return null;
        }

        // The row may have moved on since, so the log is read up to where the row was.
        var log = await ReadLogAsync(context, executionId, cancellation);
        var transitions = log.Where(transition => transition.Seq <= row.Seq).Select(transition => transition.ToTransition()).ToArray();
        return transitions.Length == 0 ? null : new ExecutionSnapshot
        {
            ExecutionId = row.Id,
            SessionId = row.SessionId,
            Language = row.Language,
            Transitions = transitions,
            Result = row.ToResult(),
            Stdout = row.Stdout,
            Stderr = row.Stderr,
            OutputIsLost = row is { Termination: not null, Stdout: null } or { Termination: not null, Stderr: null },
        };
    }

    /// <summary>The executions that have not ended as far as the audit knows.</summary>
    public async IAsyncEnumerable<Guid> ListOpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Database.SetCommandTimeout(AuditDatabase.PatientSeconds);
        // Spelled out as in the partial index, which PostgreSQL uses only when it sees the same conditions.
        var open = context.Executions
            .Where(execution => execution.Status != ExecutionStatus.Completed
                && execution.Status != ExecutionStatus.Failed
                && execution.Status != ExecutionStatus.Timeout)
            .Select(execution => execution.Id);
        await foreach (var id in open.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            yield return id;
        }
    }

    /// <returns>Those of <paramref name="executionIds"/> whose end is recorded, with its status.</returns>
    public async Task<IReadOnlyDictionary<Guid, string>> FindEndsAsync(IReadOnlyCollection<Guid> executionIds, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Executions
            .Where(execution => executionIds.Contains(execution.Id) && Ends.Contains(execution.Status))
            .Select(execution => new { execution.Id, execution.Status })
            .ToDictionaryAsync(execution => execution.Id, execution => execution.Status, cancellation);
    }

    /// <summary>Now, by the clock that stamps what is recorded.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Database.SqlQuery<DateTimeOffset>($"SELECT CURRENT_TIMESTAMP AS \"Value\"").SingleAsync(cancellation);
    }

    /// <summary>Removes what was recorded to have ended before <paramref name="before"/>, a thousand at a time, so that nobody waits for it long.</summary>
    /// <param name="before">By <see cref="NowAsync"/>: a runner's clock, which times the end itself, may be years off.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Database.SetCommandTimeout(AuditDatabase.PatientSeconds);
        var table = context.Model.FindEntityType(typeof(AuditedExecution))!.GetSchemaQualifiedTableName()!;
#pragma warning disable EF1002 // The table's name is the model's.
        var delete = $$"""
            DELETE FROM {{table}} WHERE id IN (
                SELECT id FROM {{table}} WHERE recorded_at < {0} AND status NOT IN ('QUEUED', 'RUNNING') LIMIT 1000)
            """;
        while (await context.Database.ExecuteSqlRawAsync(delete, [before.ToUniversalTime()], cancellation) > 0)
        {
        }
#pragma warning restore EF1002

        if (context.Database.IsNpgsql())
        {
            await context.Database.ExecuteSqlAsync($"SELECT audit.keep_log({(before - LogMargin).ToUniversalTime()})", cancellation);
        }
    }

    /// <exception cref="TimeoutException">The database took too long.</exception>
    public Task<IReadOnlyList<AuditedTransition>> ReadLogAsync(Guid executionId, CancellationToken cancellation)
    {
        return ReadAsync().InTimeAsync();

        async Task<IReadOnlyList<AuditedTransition>> ReadAsync()
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            return await ReadLogAsync(context, executionId, cancellation);
        }
    }

    private static Task<List<AuditedTransition>> ReadLogAsync(AuditDbContext context, Guid executionId, CancellationToken cancellation) =>
        context.Log.AsNoTracking().Where(transition => transition.ExecutionId == executionId).OrderBy(transition => transition.Seq).ToListAsync(cancellation);

    private static async Task ExecuteTogetherAsync(
        DbConnection connection, DbTransaction transaction, IEnumerable<AuditStatement> statements, CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        (batch.Transaction, batch.Timeout) = (transaction, AuditDatabase.PatientSeconds);
        foreach (var statement in statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = statement.Sql;
            AddParameters(command.Parameters, command.CreateParameter, statement);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task ExecuteOneByOneAsync(
        DbConnection connection, DbTransaction transaction, IEnumerable<AuditStatement> statements, CancellationToken cancellation)
    {
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
#pragma warning disable CA2100 // The text is a constant of AuditStatements but for the table's name, which is the model's.
            command.CommandText = statement.Sql;
#pragma warning restore CA2100
            AddParameters(command.Parameters, command.CreateParameter, statement);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static void AddParameters(DbParameterCollection parameters, Func<DbParameter> create, AuditStatement statement)
    {
        foreach (var (name, value) in statement.Parameters)
        {
            var parameter = create();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            parameters.Add(parameter);
        }
    }
}
