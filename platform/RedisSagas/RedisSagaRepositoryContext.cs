using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;

namespace CodeExec.RedisSagas;

/// <summary>One message's view of its saga, and the commit of what it changed.</summary>
internal sealed class RedisSagaRepositoryContext<TSaga, T>(
    CapturingConsumeContext<T> context,
    Guid? messageId,
    SagaTimer? timer,
    StoredSaga stored,
    RedisSagaStore<TSaga> store,
    SagaSerializer<TSaga> json,
    RedisSagaOptions<TSaga> options) : ConsumeContextScope<T>(context), SagaRepositoryContext<TSaga, T>
    where TSaga : class, ISagaVersion
    where T : class
{
    private bool _ended;

    /// <summary>Whether the saga was committed; if not, nothing of it changed.</summary>
    public bool Committed { get; private set; }

    public Task<SagaConsumeContext<TSaga, T>> Add(TSaga instance) => Holding(instance);

    public Task<SagaConsumeContext<TSaga, T>> Insert(TSaga instance) =>
        stored.State is null ? Holding(instance) : Task.FromResult<SagaConsumeContext<TSaga, T>>(null!);

    public Task<SagaConsumeContext<TSaga, T>> Load(Guid correlationId)
    {
        if (stored.State is not { } state)
        {
            return Task.FromResult<SagaConsumeContext<TSaga, T>>(null!);
        }

        var saga = json.Read(state);
        saga.Version = stored.Version;
        return Holding(saga);
    }

    public Task Save(SagaConsumeContext<TSaga> context) => CommitAsync(context.Saga, finalized: false);

    public Task Update(SagaConsumeContext<TSaga> context) => CommitAsync(context.Saga, finalized: false);

    // Kept, not deleted: a late event shall find a finished saga, not start it again.
    public Task Delete(SagaConsumeContext<TSaga> context) => CommitAsync(context.Saga, finalized: true);

    // MassTransit calls this for a saga that was finalized by its first message, and after any exception.
    public Task Discard(SagaConsumeContext<TSaga> context) =>
        context.IsCompleted ? CommitAsync(context.Saga, finalized: true) : Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    Task<SagaConsumeContext<TSaga, TMessage>> ISagaConsumeContextFactory<TSaga>.CreateSagaConsumeContext<TMessage>(
        ConsumeContext<TMessage> consumeContext, TSaga instance, SagaConsumeContextMode mode) =>
        Task.FromResult<SagaConsumeContext<TSaga, TMessage>>(new DefaultSagaConsumeContext<TSaga, TMessage>(consumeContext, instance));

    private Task<SagaConsumeContext<TSaga, T>> Holding(TSaga saga) =>
        Task.FromResult<SagaConsumeContext<TSaga, T>>(new DefaultSagaConsumeContext<TSaga, T>(context, saga));

    private async Task CommitAsync(TSaga saga, bool finalized)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        var (messages, cancelled) = context.Close();
        var state = json.Write(saga);
        if (stored.State is { } before && before.AsSpan().SequenceEqual(state) && cancelled.Count == 0 && messages.All(message => message.Message.Answers(context)))
        {
            return; // An ignored event, or a question: consuming it again does no harm, so it need not be remembered.
        }

        var commit = new SagaCommit
        {
            Id = saga.CorrelationId,
            MessageId = messageId,
            Version = stored.Version,
            State = state,
            Finished = finalized || options.IsFinished(saga),
            Messages = messages,
            EndedTimers = [.. (timer is { } due && due.SagaId == saga.CorrelationId ? cancelled.Append(due.Field) : cancelled).Distinct()],
        };
        if (!await store.CommitAsync(commit, saga).ConfigureAwait(false))
        {
            throw new SagaConflictException(typeof(TSaga), typeof(T), saga.CorrelationId);
        }

        saga.Version = stored.Version + 1;
        Committed = true;
    }
}
