using Npgsql;
using StackExchange.Redis;

namespace CodeExec.Benchmarks;

/// <summary>Fills a deployment's stores with copies of one finished execution, in whatever form the services have stored it.</summary>
internal static class FinishedExecutions
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task FillAsync(ControlPlane plane, Guid model, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToArray();
        await FillRedisAsync(plane.Redis, model, ids);
        await FillPostgresAsync(plane.Postgres, model, ids);
    }

    private static async Task FillRedisAsync(string configuration, Guid model, Guid[] ids)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{configuration},allowAdmin=true,syncTimeout=60000,asyncTimeout=60000");
        var (database, server) = (redis.GetDatabase(), redis.GetServers()[0]);
        var hashes = await ReadHashesAsync(database, server, model);
        foreach (var batch in ids.Chunk(BatchSize))
        {
            await Task.WhenAll(batch.SelectMany(id => hashes.SelectMany(hash => (Task[])
            [
                database.HashSetAsync(Rename(hash.Key, model, id), [.. hash.Entries.Select(entry => new HashEntry(Rename(entry.Name, model, id), Rename(entry.Value, model, id)))]),
                database.KeyExpireAsync(Rename(hash.Key, model, id), hash.TimeToLive),
            ])));
        }

        // Else it would come in one of the windows.
        await RewrittenAsync(server);
        await server.ExecuteAsync("BGREWRITEAOF");
        await RewrittenAsync(server);
    }

    private static async Task RewrittenAsync(IServer server)
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!$"{await server.ExecuteAsync("INFO", "persistence")}".Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal))
        {
            await pause.WaitForNextTickAsync(late.Token);
        }
    }

    // What is left of an execution is let go when the audit has it: then every key of it expires.
    private static async Task<IReadOnlyList<StoredHash>> ReadHashesAsync(IDatabase database, IServer server, Guid model)
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var hashes = new List<StoredHash>();
            await foreach (var key in server.KeysAsync(pattern: $"*{model:N}*", pageSize: BatchSize).WithCancellation(late.Token))
            {
                // Anything but a hash is an error here: then the services have come to store more of an execution, and so must this.
                hashes.Add(new StoredHash($"{key}", await database.HashGetAllAsync(key), await database.KeyTimeToLiveAsync(key)));
            }

            if (hashes.Count >= 2 && hashes.All(hash => hash.TimeToLive is not null))
            {
                return hashes;
            }

            await pause.WaitForNextTickAsync(late.Token);
        }
    }

    private static string Rename(RedisValue text, Guid from, Guid to) => $"{text}"
        .Replace($"{from:N}", $"{to:N}", StringComparison.Ordinal)
        .Replace($"{from:D}", $"{to:D}", StringComparison.Ordinal);

    private static async Task FillPostgresAsync(string connection, Guid model, Guid[] ids)
    {
        await using var postgres = NpgsqlDataSource.Create($"{connection};Command Timeout=120");
        await using (var session = await postgres.OpenConnectionAsync())
        {
            await using var transaction = await session.BeginTransactionAsync();
            await using var copy = new NpgsqlBatch(session, transaction);
            // The log is copied as it is, not written again by the trigger.
            copy.BatchCommands.Add(new NpgsqlBatchCommand("SET LOCAL session_replication_role = replica"));
            copy.BatchCommands.Add(Copy("audit.executions", "id", model, ids));
            copy.BatchCommands.Add(Copy("audit.execution_log", "execution_id", model, ids));
            await copy.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        // Autovacuum and the checkpointer would come in one of the windows.
        foreach (var upkeep in new[] { "VACUUM ANALYZE audit.executions", "VACUUM ANALYZE audit.execution_log", "CHECKPOINT" })
        {
            await using var command = postgres.CreateCommand(upkeep);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static NpgsqlBatchCommand Copy(string table, string key, Guid model, Guid[] ids) =>
        new($"""
            INSERT INTO {table} SELECT copy.* FROM {table} AS model, unnest($1) AS ids (copy_id),
                LATERAL jsonb_populate_record(model, jsonb_build_object('{key}', copy_id)) AS copy
            WHERE model.{key} = $2
            """)
        {
            Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = ids }, new NpgsqlParameter<Guid> { TypedValue = model } },
        };

    private sealed record StoredHash(string Key, HashEntry[] Entries, TimeSpan? TimeToLive);
}
