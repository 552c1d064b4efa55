using MassTransit;

namespace CodeExec.Tests.RedisSagas;

/// <summary>Has the first message of a type end in the error queue, unconsumed.</summary>
internal sealed class LoseFirst<T> : IConsumeMessageObserver<T>
    where T : class
{
    private int _seen;

    public int Seen => _seen;

    public Task PreConsume(ConsumeContext<T> context) =>
        Interlocked.Increment(ref _seen) == 1 ? Task.FromException(new InvalidOperationException("lost on purpose")) : Task.CompletedTask;

    public Task PostConsume(ConsumeContext<T> context) => Task.CompletedTask;

    public Task ConsumeFault(ConsumeContext<T> context, Exception exception) => Task.CompletedTask;
}
