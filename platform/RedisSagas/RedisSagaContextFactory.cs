using MassTransit;
using MassTransit.DependencyInjection;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodeExec.RedisSagas;

/// <summary>The unit of work: read the saga, run the transition, commit, then deliver what it sent.</summary>
internal sealed partial class RedisSagaContextFactory<TSaga>(
    RedisSagaStore<TSaga> store,
    SagaSerializer<TSaga> json,
    SagaLocks<TSaga> locks,
    RedisSagaOptions<TSaga> options,
    RedisSagaMetrics metrics,
    Bind<IBus, ISetScopedConsumeContext> scopes,
    IBus bus,
    IServiceProvider services,
    ILogger<RedisSagaContextFactory<TSaga>> logger) : ISagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISagaVersion
{
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        var id = context.CorrelationId ?? throw new SagaException("The CorrelationId was not specified", typeof(TSaga), typeof(T));
        IReadOnlyList<OutgoingMessage> messages;
        bool committed;
        using (await locks.EnterAsync(id, context.CancellationToken).ConfigureAwait(false))
        {
            (messages, committed) = await ConsumeAsync(id, context, next).ConfigureAwait(false);
        }

        if (committed)
        {
            if (services.GetService<CommitHook>() is { } hook)
            {
                await hook.Committed(id).ConfigureAwait(false);
            }

            await DeliverAsync(id, messages, context).ConfigureAwait(false);
        }
        else
        {
            await DeliverUncommittedAsync(id, messages, context).ConfigureAwait(false);
        }

        if (SagaTimer.Of(context) is { } timer)
        {
            // Removed by the commit already; but an ignored timer has no commit, and would be delivered for ever.
            await store.AcknowledgeAsync(timer.SagaId, [timer.Field]).ConfigureAwait(false);
        }
    }

    public Task SendQuery<T>(
        ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class => throw new NotSupportedException("Sagas in Redis are correlated by id, not by query.");

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new RedisLoadSagaContext<TSaga>(store, json, cancellationToken));

    public void Probe(ProbeContext context) => context.Add("persistence", "redis");

    private async Task<(IReadOnlyList<OutgoingMessage> Messages, bool Committed)> ConsumeAsync<T>(
        Guid id, ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        var messageId = context.GetOriginalMessageId();
        // What begins a saga is read at the second try only: then it was there.
        var stored = options.Begins(context) && context.GetRetryAttempt() == 0 ? new StoredSaga(0, null, false) : await store.ReadAsync(id, messageId).ConfigureAwait(false);
        if (stored.Consumed)
        {
            // Delivered again, because we or the connection died before it was acknowledged: the transition is done,
            // perhaps some of its messages have not left.
            metrics.Duplicate<TSaga>();
            await store.AwaitReplicasAsync(id).ConfigureAwait(false);
            return (await store.ReadOutboxAsync(id, messageId!.Value).ConfigureAwait(false), true);
        }

        var capturing = new CapturingConsumeContext<T>(context, bus, services);
        var repository = new RedisSagaRepositoryContext<TSaga, T>(capturing, messageId, SagaTimer.Of(context), stored, store, json, options);
        using (context.TryGetPayload(out IServiceScope? scope) ? scopes.Value.PushContext(scope, capturing) : null)
        {
            await next.Send(repository).ConfigureAwait(false);
        }

        return (capturing.Close().Messages, repository.Committed);
    }

    private async Task DeliverAsync(Guid id, IReadOnlyList<OutgoingMessage> messages, ConsumeContext context)
    {
        var due = messages.Where(message => message.Delay is null).ToList();
        if (due.Count == 0)
        {
            return;
        }

        try
        {
            // The answer leaves last: who has it may rely on the rest.
            foreach (var group in due.ToLookup(message => message.Message.Answers(context)).OrderBy(group => group.Key))
            {
                await Task.WhenAll(group.Select(message => message.Message.DeliverAsync(context, context.CancellationToken))).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            // Any transport's any error. The transition stands, so the message must not fault; the sweeper delivers.
            metrics.DeliveryFailed<TSaga>();
            LogDeliveryFailed(id, exception);
            return;
        }

        await store.AcknowledgeAsync(id, due.Select(message => message.Field)).ConfigureAwait(false);
    }

    // The saga does not exist, or did not change: nothing is stored, and an error is the message's own.
    private async Task DeliverUncommittedAsync(Guid id, IReadOnlyList<OutgoingMessage> messages, ConsumeContext context)
    {
        if (messages.Count == 0)
        {
            return;
        }

        if (messages.Any(message => message.Delay is not null))
        {
            throw new NotSupportedException("A timer is kept with its saga, so it cannot be set where no saga is stored.");
        }

        // What it answers from may be a commit whose replicas were away.
        await store.AwaitReplicasAsync(id).ConfigureAwait(false);
        foreach (var message in messages)
        {
            await message.Message.DeliverAsync(context, context.CancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning,
        Message = "Saga {SagaId} is committed but its messages could not be delivered; they will be tried again")]
    private partial void LogDeliveryFailed(Guid sagaId, Exception exception);
}
