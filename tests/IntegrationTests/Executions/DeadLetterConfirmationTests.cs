using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.Tests.RedisSagas;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CodeExec.IntegrationTests.Executions;

public sealed class DeadLetterConfirmationTests(ExecutionServiceHost host) : IClassFixture<ExecutionServiceHost>
{
    [Fact]
    public async Task An_end_that_is_audited_stays_in_the_store_until_its_dead_letter_is_kept()
    {
        await ExecutionServiceHost.GetUntilAsync(host.Management, "/dead-letters", page => page.ContainsKey("dead_letters"));
        var id = await host.SubmitAsync();
        var audited = new AuditedObserver(id);
        using var observing = host.Services.GetRequiredService<IBus>().ConnectReceiveObserver(audited);
        await using var database = new NpgsqlConnection(host.Postgres.ConnectionString);
        await database.OpenAsync();
        // Whoever writes a letter waits; whoever reads does not.
        await using var writersWait = await database.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("LOCK TABLE dead_letters.letters IN SHARE MODE", database, writersWait);
        await locking.ExecuteNonQueryAsync();

        await host.ReportAsync(new CodeRunFaulted { ExecutionId = id, Attempt = 6, Runner = "runner-6", FaultedAt = TimeProvider.System.GetUtcNow(), Reason = "no disk" });
        await audited.Audited.WaitAsync(TimeSpan.FromSeconds(30));
        var keptFor = await host.RedisDatabase.KeyTimeToLiveAsync($"{{execution:0}}:{id:N}");
        await writersWait.RollbackAsync();

        keptFor.Should().BeNull("its program is nowhere else");
        await ExecutionServiceHost.GetUntilAsync(host.Management, $"/dead-letters/{id}", letter => letter.ContainsKey("kind"));
        await Eventually.BecomesTrueAsync(async () => await host.RedisDatabase.KeyTimeToLiveAsync($"{{execution:0}}:{id:N}") is not null);
    }

    private sealed class AuditedObserver(Guid executionId) : IReceiveObserver
    {
        private readonly TaskCompletionSource _audited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Audited => _audited.Task;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class
        {
            if (context.Message is ExecutionFailed failed && failed.ExecutionId == executionId && consumerType.EndsWith("AuditConsumer", StringComparison.Ordinal))
            {
                _audited.TrySetResult();
            }

            return Task.CompletedTask;
        }

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Task.CompletedTask;

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
    }
}
